package io.plumbline.model;

import java.util.Objects;

/**
 * The shape of a Llama-family decoder: RMSNorm, rotary positions, grouped-query attention, SwiGLU.
 *
 * @param architecture as the file names it: {@code llama}, {@code mistral}, {@code qwen2}
 * @param layers number of blocks
 * @param width width of the residual stream
 * @param heads query heads per layer
 * @param kvHeads key/value heads per layer; divides {@code heads}
 * @param headWidth width of one head
 * @param ffnWidth inner width of the FFN
 * @param vocabulary number of token ids
 * @param contextLength tokens the model was trained to see
 * @param rmsEpsilon added to the mean square
 * @param ropeBase rotary base
 * @param ropeScaling rotary scaling
 * @param qkvBias whether query, key and value projections have a bias (Qwen2)
 * @param tiedEmbeddings whether the unembedding is the embedding
 */
public record ModelConfig(
        String architecture,
        int layers,
        int width,
        int heads,
        int kvHeads,
        int headWidth,
        int ffnWidth,
        int vocabulary,
        int contextLength,
        float rmsEpsilon,
        float ropeBase,
        RopeScaling ropeScaling,
        boolean qkvBias,
        boolean tiedEmbeddings) {
    public ModelConfig {
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(ropeScaling, "ropeScaling is null");
        positive("layers", layers);
        positive("width", width);
        positive("heads", heads);
        positive("kvHeads", kvHeads);
        positive("headWidth", headWidth);
        positive("ffnWidth", ffnWidth);
        positive("vocabulary", vocabulary);
        positive("contextLength", contextLength);
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException("heads " + heads + " is not a multiple of kvHeads " + kvHeads);
        }
        if (headWidth % 2 != 0) {
            throw new IllegalArgumentException("rotary positions need an even headWidth, got " + headWidth);
        }
        if (!(rmsEpsilon > 0) || !(ropeBase > 1)) {
            throw new IllegalArgumentException("rmsEpsilon " + rmsEpsilon + ", ropeBase " + ropeBase);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value);
        }
    }

    /** Query heads that share one key/value head. */
    public int groupSize() {
        return heads / kvHeads;
    }

    /** Whether the model has this head. */
    public boolean has(HeadId head) {
        return head.layer() < layers && head.head() < heads;
    }
}
