package io.plumbline.model.djl;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights on the device: query, key and value joined, gate and up joined, in the order of {@code decoder.torchscript}.
 * Read, converted and moved one matrix at a time, so that never more than one lies in the Java heap.
 */
final class DecoderWeights {
    private final PtNDArray embedding;
    private final PtNDArray unembedding;
    private final PtNDArray finalNorm;
    private final List<List<PtNDArray>> layers;

    private DecoderWeights(
            PtNDArray embedding, PtNDArray unembedding, PtNDArray finalNorm, List<List<PtNDArray>> layers) {
        this.embedding = embedding;
        this.unembedding = unembedding;
        this.finalNorm = finalNorm;
        this.layers = layers;
    }

    /** Uploads everything; the tensors belong to {@code manager}, on its device. */
    static DecoderWeights upload(ModelWeights source, TorchScript script, PtNDManager manager, NumberFormat format) {
        return new Uploader(source, script, manager, format).everything();
    }

    PtNDArray embedding() {
        return embedding;
    }

    PtNDArray unembedding() {
        return unembedding;
    }

    PtNDArray finalNorm() {
        return finalNorm;
    }

    List<PtNDArray> layer(int layer) {
        return layers.get(layer);
    }

    private record Uploader(ModelWeights source, TorchScript script, PtNDManager manager, NumberFormat format) {
        DecoderWeights everything() {
            ModelConfig config = source.config();
            Shape table = new Shape(config.vocabulary(), config.width());
            PtNDArray embedding = tensor(table, 0, WeightSlot.TOKEN_EMBEDDING);
            PtNDArray unembedding = config.tiedEmbeddings() ? embedding : tensor(table, 0, WeightSlot.UNEMBEDDING);
            PtNDArray finalNorm = tensor(new Shape(config.width()), 0, WeightSlot.FINAL_NORM);
            List<List<PtNDArray>> layers = new ArrayList<>();
            for (int layer = 0; layer < config.layers(); layer++) {
                layers.add(layer(config, layer));
            }
            return new DecoderWeights(embedding, unembedding, finalNorm, List.copyOf(layers));
        }

        private List<PtNDArray> layer(ModelConfig config, int layer) {
            int width = config.width();
            int queries = config.heads() * config.headWidth();
            int joined = queries + 2 * config.kvHeads() * config.headWidth();
            PtNDArray bias = config.qkvBias()
                    ? tensor(
                            new Shape(joined), layer, WeightSlot.QUERY_BIAS, WeightSlot.KEY_BIAS, WeightSlot.VALUE_BIAS)
                    : tensor(new Shape(0), layer);
            return List.of(
                    tensor(new Shape(width), layer, WeightSlot.ATTENTION_NORM),
                    tensor(new Shape(joined, width), layer, WeightSlot.QUERY, WeightSlot.KEY, WeightSlot.VALUE),
                    bias,
                    tensor(new Shape(width, queries), layer, WeightSlot.ATTENTION_OUTPUT),
                    tensor(new Shape(width), layer, WeightSlot.FFN_NORM),
                    tensor(new Shape(2L * config.ffnWidth(), width), layer, WeightSlot.FFN_GATE, WeightSlot.FFN_UP),
                    tensor(new Shape(width, config.ffnWidth()), layer, WeightSlot.FFN_DOWN));
        }

        private PtNDArray tensor(Shape shape, int layer, WeightSlot... slots) {
            float[][] parts = new float[slots.length][];
            for (int i = 0; i < slots.length; i++) {
                parts[i] = source.read(slots[i], layer);
            }
            PtNDArray wide = TorchScript.upload(manager, shape, parts);
            if (format == NumberFormat.FLOAT32 && manager.getDevice().equals(Device.cpu())) {
                return wide;
            }
            try (PtNDArray host = wide;
                    PtNDArray moved = host.toDevice(manager.getDevice(), true)) {
                return script.call("cast")
                        .tensor(moved)
                        .integer(format.torchType())
                        .tensor(manager);
            }
        }
    }
}
