package io.plumbline.scoring.chunk;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HookPoint;
import java.util.List;

/**
 * The scoring model's own view of a chunk: the mean of its tokens' final-norm states. Costs nothing beside the pass and needs
 * no second model; the default. Differs from the paper, which embeds with BGE-base, on purpose.
 */
public final class OwnStatesEmbedder implements ChunkEmbedder {
    public static final String NAME = "own-states";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Capture> captures(List<Chunk> chunks) {
        return chunks.stream()
                .<Capture>map(chunk -> new HookPoint.FinalNorm(chunk.tokens()))
                .toList();
    }

    @Override
    public double[] embed(Chunk chunk, ActivationTrace trace) {
        FloatMatrix states = trace.get(new HookPoint.FinalNorm(chunk.tokens()));
        double[] mean = new double[states.columns()];
        for (int r = 0; r < states.rows(); r++) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += states.at(r, c);
            }
        }
        for (int c = 0; c < mean.length; c++) {
            mean[c] /= states.rows();
        }
        return mean;
    }
}
