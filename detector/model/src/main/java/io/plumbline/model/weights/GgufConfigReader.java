package io.plumbline.model.weights;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link ModelConfig} from GGUF metadata. Every key of the architecture must be known here: a key this class has
 * never heard of may change the forward pass, and a score computed past it would be silently wrong, so it is refused
 * by name.
 */
final class GgufConfigReader {
    static final String ROPE_FACTORS = "rope_freqs.weight";

    private static final Set<String> ARCHITECTURES = Set.of("llama", "qwen2");
    /** Read below, or without effect on a forward pass. */
    private static final Set<String> KNOWN = Set.of(
            "block_count",
            "context_length",
            "embedding_length",
            "feed_forward_length",
            "vocab_size",
            "attention.head_count",
            "attention.head_count_kv",
            "attention.key_length",
            "attention.value_length",
            "attention.layer_norm_rms_epsilon",
            "attention.sliding_window",
            "rope.freq_base",
            "rope.dimension_count",
            "rope.scaling.type",
            "rope.scaling.factor",
            "rope.scaling.attn_factor",
            "rope.scaling.original_context_length",
            "rope.scaling.finetuned",
            "rope.scale_linear",
            "expert_count",
            "expert_used_count");
    /** What llama.cpp's converter writes for every Llama 3.1 to 3.3: only the factor differs. */
    private static final float LLAMA3_LOW = 1;

    private static final float LLAMA3_HIGH = 4;
    private static final int LLAMA3_ORIGINAL_CONTEXT = 8192;

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final String architecture;

    private GgufConfigReader(GgufFile file, String architecture) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = architecture;
    }

    static ModelConfig read(GgufFile file) {
        String architecture = file.metadata().requireString("general.architecture");
        if (!ARCHITECTURES.contains(architecture)) {
            throw ModelFileErrors.unsupported(
                    file.path(), "general.architecture", "'" + architecture + "' is not one of " + ARCHITECTURES);
        }
        GgufConfigReader reader = new GgufConfigReader(file, architecture);
        reader.refuseWhatIsNotBuilt();
        try {
            return reader.config();
        } catch (IllegalArgumentException e) {
            throw ModelFileErrors.corrupt(file.path(), architecture + ".*", String.valueOf(e.getMessage()));
        }
    }

    private ModelConfig config() {
        int width = metadata.requireInteger(key("embedding_length"));
        int heads = metadata.requireInteger(key("attention.head_count"));
        if (heads < 1 || width < 1) {
            throw ModelFileErrors.corrupt(file.path(), key("attention.head_count"), heads + " heads of width " + width);
        }
        int headWidth = metadata.integer(key("attention.key_length")).orElse(width / heads);
        if (headWidth < 1 || (long) heads * headWidth > Integer.MAX_VALUE) {
            throw ModelFileErrors.corrupt(
                    file.path(), key("attention.key_length"), heads + " heads of width " + headWidth);
        }
        float ropeBase = metadata.floating(key("rope.freq_base")).orElse(10_000f);
        requireNeutral("attention.value_length", metadata.integer(key("attention.value_length")), headWidth);
        requireNeutral("rope.dimension_count", metadata.integer(key("rope.dimension_count")), headWidth);
        int contextLength = metadata.requireInteger(key("context_length"));
        int window = metadata.integer(key("attention.sliding_window")).orElse(0);
        if (window != 0 && window < contextLength) {
            throw unsupported("attention.sliding_window", window + " positions: sliding windows are not built");
        }
        return new ModelConfig(
                architecture,
                metadata.requireInteger(key("block_count")),
                width,
                heads,
                metadata.integer(key("attention.head_count_kv")).orElse(heads),
                headWidth,
                metadata.requireInteger(key("feed_forward_length")),
                vocabulary(),
                contextLength,
                metadata.requireFloating(key("attention.layer_norm_rms_epsilon")),
                ropeBase,
                ropeScaling(headWidth, ropeBase),
                file.tensor("blk.0.attn_q.bias").isPresent(),
                file.tensor("output.weight").isEmpty());
    }

    private void refuseWhatIsNotBuilt() {
        int splits = metadata.integer("split.count").orElse(0);
        if (splits > 1) {
            throw ModelFileErrors.unsupported(
                    file.path(), "split.count", "one of " + splits + " parts: merge the parts into one file first");
        }
        for (String name : metadata.keys()) {
            if (name.startsWith(architecture + ".") && !KNOWN.contains(name.substring(architecture.length() + 1))) {
                throw ModelFileErrors.unsupported(file.path(), name, "this setting is not built");
            }
        }
        requireNeutral("expert_count", metadata.integer(key("expert_count")), 0);
        requireNeutral("expert_used_count", metadata.integer(key("expert_used_count")), 0);
        requireNeutral("rope.scaling.attn_factor", metadata.floating(key("rope.scaling.attn_factor")), 1f);
    }

    private int vocabulary() {
        TensorInfo embedding = file.tensor("token_embd.weight")
                .orElseThrow(() -> ModelFileErrors.corrupt(file.path(), "token_embd.weight", "missing"));
        int rows = embedding.shape().get(0);
        int declared = metadata.integer(key("vocab_size")).orElse(rows);
        if (declared != rows) {
            throw ModelFileErrors.corrupt(
                    file.path(), key("vocab_size"), declared + " where token_embd.weight has " + rows + " rows");
        }
        return rows;
    }

    private RopeScaling ropeScaling(int headWidth, float ropeBase) {
        String type = metadata.string(key("rope.scaling.type")).orElse("");
        Optional<Float> factor = metadata.floating(key("rope.scaling.factor"));
        Optional<Float> legacyFactor = metadata.floating(key("rope.scale_linear"));
        Optional<TensorInfo> factors = file.tensor(ROPE_FACTORS);
        float linear = factor.or(() -> legacyFactor).orElse(1f);
        if (!type.isEmpty() && !type.equals("none") && !type.equals("linear")) {
            throw unsupported("rope.scaling.type", "'" + type + "' is not built");
        }
        boolean scaled = !type.equals("none") && linear != 1f;
        if (scaled && factors.isPresent()) {
            throw ModelFileErrors.unsupported(file.path(), ROPE_FACTORS, "together with a linear scaling");
        }
        if (scaled && !(linear > 0)) {
            throw ModelFileErrors.corrupt(file.path(), key("rope.scaling.factor"), "a factor of " + linear);
        }
        if (scaled) {
            return new RopeScaling.Linear(linear);
        }
        return factors.map(tensor -> llama3(tensor, headWidth, ropeBase)).orElseGet(RopeScaling.None::new);
    }

    /**
     * llama.cpp stores Llama 3.1's scaling as one divisor per frequency. The parameters are found again (the factor
     * is the largest divisor) and must reproduce the whole tensor; another table is refused.
     */
    private RopeScaling llama3(TensorInfo tensor, int headWidth, float ropeBase) {
        TensorLayout.requireShape(file.path(), tensor, headWidth / 2);
        float[] divisors = file.read(tensor);
        float factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        for (int i = 0; i < divisors.length; i++) {
            double expected = llama3Divisor(i, headWidth, ropeBase, factor);
            if (Math.abs(divisors[i] - expected) > 1e-4 * expected) {
                throw ModelFileErrors.unsupported(
                        file.path(),
                        ROPE_FACTORS,
                        "divisor " + i + " is " + divisors[i] + ", Llama 3's table has " + expected);
            }
        }
        return factor == 1
                ? new RopeScaling.None()
                : new RopeScaling.Llama3(factor, LLAMA3_LOW, LLAMA3_HIGH, LLAMA3_ORIGINAL_CONTEXT);
    }

    /** By how much Hugging Face's {@code rope_type: llama3} divides frequency {@code i}. */
    static double llama3Divisor(int i, int headWidth, float ropeBase, float factor) {
        double wavelength = 2 * Math.PI * Math.pow(ropeBase, 2.0 * i / headWidth);
        double periods = LLAMA3_ORIGINAL_CONTEXT / wavelength;
        if (periods > LLAMA3_HIGH) {
            return 1;
        }
        if (periods < LLAMA3_LOW) {
            return factor;
        }
        double smooth = (periods - LLAMA3_LOW) / (LLAMA3_HIGH - LLAMA3_LOW);
        return 1 / ((1 - smooth) / factor + smooth);
    }

    private <T> void requireNeutral(String name, Optional<T> value, T neutral) {
        if (value.isPresent() && !value.get().equals(neutral)) {
            throw unsupported(name, value.get() + " is not built, only " + neutral);
        }
    }

    private RuntimeException unsupported(String name, String problem) {
        return ModelFileErrors.unsupported(file.path(), key(name), problem);
    }

    private String key(String name) {
        return architecture + "." + name;
    }
}
