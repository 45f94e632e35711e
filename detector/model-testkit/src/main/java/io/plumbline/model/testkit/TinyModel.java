package io.plumbline.model.testkit;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;

/** Tiny models, one for each way in which Llama-family decoders differ. */
public enum TinyModel {
    /** Two query heads per key/value head, tied embeddings. */
    GROUPED_QUERY,
    /** As many key/value heads as query heads, own unembedding. */
    UNTIED,
    /** One key/value head for all. */
    MULTI_QUERY,
    /** Biases on query, key and value. */
    QWEN2,
    LLAMA3_ROPE,
    LINEAR_ROPE,
    /** Heads together wider than the residual stream, nothing a power of two. */
    ODD_SIZES;

    /** Tokens that every tiny model accepts. */
    public static final int CONTEXT_LENGTH = 96;

    private static final long SEED = 20_251_123;

    public ModelConfig config() {
        RopeScaling none = new RopeScaling.None();
        return switch (this) {
            case GROUPED_QUERY -> config("llama", 3, 32, 4, 2, 8, 48, 61, none, false, true);
            case UNTIED -> config("llama", 2, 24, 3, 3, 8, 40, 53, none, false, false);
            case MULTI_QUERY -> config("mistral", 2, 24, 3, 1, 8, 40, 53, none, false, false);
            case QWEN2 -> config("qwen2", 2, 32, 4, 2, 8, 48, 61, none, true, true);
            case LLAMA3_ROPE ->
                config("llama", 2, 32, 4, 2, 16, 48, 61, new RopeScaling.Llama3(8, 1, 4, 32), false, false);
            case LINEAR_ROPE -> config("llama", 2, 32, 4, 2, 8, 48, 61, new RopeScaling.Linear(4), false, true);
            case ODD_SIZES -> config("llama", 2, 20, 6, 3, 6, 27, 37, none, false, false);
        };
    }

    /** Always the same weights. */
    public TinyLlama weights() {
        return TinyLlama.of(config(), SEED);
    }

    private static ModelConfig config(
            String architecture,
            int layers,
            int width,
            int heads,
            int kvHeads,
            int headWidth,
            int ffnWidth,
            int vocabulary,
            RopeScaling ropeScaling,
            boolean qkvBias,
            boolean tied) {
        return new ModelConfig(
                architecture,
                layers,
                width,
                heads,
                kvHeads,
                headWidth,
                ffnWidth,
                vocabulary,
                CONTEXT_LENGTH,
                1e-5f,
                10_000f,
                ropeScaling,
                qkvBias,
                tied);
    }
}
