package io.plumbline.scoring.chunk;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15.BgeSmallEnV15EmbeddingModel;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import java.util.List;

/**
 * BGE-small-en-v1.5 on ONNX Runtime, from the library's own jar; no query instruction, as in the paper. The paper used
 * BGE-<em>base</em>: numbers are not comparable with its own. The library is optional and only loaded when a profile names
 * this embedder.
 */
public final class BgeSmallEmbedder implements ChunkEmbedder {
    public static final String NAME = "bge-small-en-v1.5";

    private final BgeSmallEnV15EmbeddingModel model = new BgeSmallEnV15EmbeddingModel(Runnable::run);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Capture> captures(List<Chunk> chunks) {
        return List.of();
    }

    @Override
    public double[] embed(Chunk chunk, ActivationTrace trace) {
        float[] vector = model.embed(chunk.text()).content().vector();
        double[] copy = new double[vector.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = vector[i];
        }
        return copy;
    }
}
