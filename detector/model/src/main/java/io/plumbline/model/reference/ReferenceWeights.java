package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;
import java.util.EnumMap;
import java.util.Map;

/** All weights of a model in memory, as {@link WeightSlot} shapes them. A bias the model lacks is an empty array. */
final class ReferenceWeights {
    private final ModelConfig config;
    private final Map<WeightSlot, float[][]> values = new EnumMap<>(WeightSlot.class);

    ReferenceWeights(ModelWeights source) {
        config = source.config();
        for (WeightSlot slot : WeightSlot.values()) {
            float[][] layers = new float[slot.perLayer() ? config.layers() : 1][];
            for (int layer = 0; layer < layers.length; layer++) {
                layers[layer] = read(source, slot, layer);
            }
            values.put(slot, layers);
        }
    }

    private float[] read(ModelWeights source, WeightSlot slot, int layer) {
        return switch (slot) {
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> config.qkvBias() ? source.read(slot, layer) : new float[0];
            case UNEMBEDDING ->
                config.tiedEmbeddings() ? of(WeightSlot.TOKEN_EMBEDDING, layer) : source.read(slot, layer);
            default -> source.read(slot, layer);
        };
    }

    ModelConfig config() {
        return config;
    }

    float[] of(WeightSlot slot, int layer) {
        float[][] layers = values.get(slot);
        if (layers == null) {
            throw new IllegalStateException("not read: " + slot);
        }
        return layers[layer];
    }
}
