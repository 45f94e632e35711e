package io.plumbline.model.testkit;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.TokenIds;
import io.plumbline.model.WeightSlot;
import java.util.Random;

/**
 * A small decoder with seeded weights in memory, for any {@link ModelConfig}.
 *
 * <p>Scheme: the values of one slot and layer are {@code centre + spread * g}, row-major, with g the successive {@link
 * Random#nextGaussian} (whose algorithm is fixed by its documentation) of {@code new Random(seed * 1_000_003 + 1_009L *
 * slot.name().hashCode() + layer)}. Centre is 1 for norms and 0 else; spread is 0.3 for norms, 0.5 for biases, 1 for
 * the embedding, and for a matrix {@code gain / sqrt(in)} with gain 2 for query and key (so that attention has peaks),
 * 3 for the unembedding (so that predictions have), and 1 else.
 */
public final class TinyLlama implements ModelWeights {
    private final ModelConfig config;
    private final long seed;

    private TinyLlama(ModelConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    /** Equal arguments give equal weights. */
    public static TinyLlama of(ModelConfig config, long seed) {
        return new TinyLlama(config, seed);
    }

    /** Random tokens of the model's vocabulary; equal arguments give equal tokens. */
    public static TokenIds tokens(ModelConfig config, int count, long seed) {
        return TokenIds.of(new Random(seed).ints(count, 0, config.vocabulary()).toArray());
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public float[] read(WeightSlot slot, int layer) {
        int queries = config.heads() * config.headWidth();
        int keys = config.kvHeads() * config.headWidth();
        return switch (slot) {
            case TOKEN_EMBEDDING -> gaussian(slot, layer, config.vocabulary() * config.width(), 0, 1);
            case UNEMBEDDING ->
                config.tiedEmbeddings()
                        ? read(WeightSlot.TOKEN_EMBEDDING, 0)
                        : matrix(slot, layer, config.vocabulary(), config.width(), 3);
            case FINAL_NORM, ATTENTION_NORM, FFN_NORM -> gaussian(slot, layer, config.width(), 1, 0.3);
            case QUERY -> matrix(slot, layer, queries, config.width(), 2);
            case KEY -> matrix(slot, layer, keys, config.width(), 2);
            case VALUE -> matrix(slot, layer, keys, config.width(), 1);
            case QUERY_BIAS -> bias(slot, layer, queries);
            case KEY_BIAS, VALUE_BIAS -> bias(slot, layer, keys);
            case ATTENTION_OUTPUT -> matrix(slot, layer, config.width(), queries, 1);
            case FFN_GATE, FFN_UP -> matrix(slot, layer, config.ffnWidth(), config.width(), 1);
            case FFN_DOWN -> matrix(slot, layer, config.width(), config.ffnWidth(), 1);
        };
    }

    @Override
    public void close() {
        // nothing is held
    }

    private float[] bias(WeightSlot slot, int layer, int length) {
        if (!config.qkvBias()) {
            throw new IllegalArgumentException("this model has no " + slot);
        }
        return gaussian(slot, layer, length, 0, 0.5);
    }

    private float[] matrix(WeightSlot slot, int layer, int out, int in, double gain) {
        return gaussian(slot, layer, out * in, 0, gain / Math.sqrt(in));
    }

    private float[] gaussian(WeightSlot slot, int layer, int length, double centre, double spread) {
        if (layer < 0 || layer >= (slot.perLayer() ? config.layers() : 1)) {
            throw new IllegalArgumentException("no " + slot + " in layer " + layer);
        }
        Random random = new Random(seed * 1_000_003 + 1_009L * slot.name().hashCode() + layer);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (centre + spread * random.nextGaussian());
        }
        return values;
    }
}
