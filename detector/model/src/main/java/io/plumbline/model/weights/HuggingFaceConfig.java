package io.plumbline.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link ModelConfig} from a Hugging Face {@code config.json} of type {@code llama}, {@code mistral} or {@code
 * qwen2}. Defaults are those of transformers 4.57; a setting that would change the forward pass and is not built is
 * refused by name.
 */
final class HuggingFaceConfig {
    private static final Set<String> TYPES = Set.of("llama", "mistral", "qwen2");
    private static final Set<String> ROPE_KINDS = Set.of("default", "linear", "llama3");

    private final JsonFields fields;
    private final String type;

    private HuggingFaceConfig(JsonFields fields, String type) {
        this.fields = fields;
        this.type = type;
    }

    /** Reads and checks one {@code config.json}. */
    static ModelConfig read(Path file) {
        JsonFields fields = JsonFields.read(file);
        String type = fields.requireString("model_type");
        if (!TYPES.contains(type)) {
            throw ModelFileErrors.unsupported(file, "model_type", "'" + type + "' is not one of " + TYPES);
        }
        HuggingFaceConfig config = new HuggingFaceConfig(fields, type);
        config.refuseWhatIsNotBuilt();
        try {
            return config.config();
        } catch (IllegalArgumentException e) {
            throw ModelFileErrors.corrupt(file, "content", String.valueOf(e.getMessage()));
        }
    }

    private ModelConfig config() {
        int width = fields.requireInteger("hidden_size");
        int heads = fields.requireInteger("num_attention_heads");
        if (heads < 1 || width < 1) {
            throw ModelFileErrors.corrupt(fields.file(), "num_attention_heads", heads + " heads of width " + width);
        }
        int headWidth = fields.integer("head_dim").orElse(width / heads);
        if (headWidth < 1 || (long) heads * headWidth > Integer.MAX_VALUE) {
            throw ModelFileErrors.corrupt(fields.file(), "head_dim", heads + " heads of width " + headWidth);
        }
        Optional<JsonFields> parameters = fields.object("rope_parameters");
        float ropeBase = parameters
                .flatMap(rope -> rope.floating("rope_theta"))
                .or(() -> fields.floating("rope_theta"))
                .orElse(10_000f);
        return new ModelConfig(
                type,
                fields.requireInteger("num_hidden_layers"),
                width,
                heads,
                fields.integer("num_key_value_heads").orElse(heads),
                headWidth,
                fields.requireInteger("intermediate_size"),
                fields.requireInteger("vocab_size"),
                fields.requireInteger("max_position_embeddings"),
                fields.requireFloating("rms_norm_eps"),
                ropeBase,
                parameters
                        .or(() -> fields.object("rope_scaling"))
                        .map(this::ropeScaling)
                        .orElseGet(RopeScaling.None::new),
                type.equals("qwen2"),
                fields.bool("tie_word_embeddings").orElse(false));
    }

    private void refuseWhatIsNotBuilt() {
        for (String field : List.of("quantization_config", "auto_map", "compression_config")) {
            if (fields.has(field)) {
                throw unsupported(field, "is not built");
            }
        }
        for (String field : List.of("attention_bias", "mlp_bias", "use_sliding_window")) {
            if (fields.bool(field).orElse(false)) {
                throw unsupported(field, "true is not built");
            }
        }
        String activation = fields.string("hidden_act").orElse("silu");
        if (!activation.equals("silu")) {
            throw unsupported("hidden_act", "'" + activation + "' is not built, only silu");
        }
        refusePartialRotary(fields);
        fields.object("rope_parameters").ifPresent(this::refusePartialRotary);
        // Qwen2 states a width for its window even where use_sliding_window is false.
        Optional<Integer> window = fields.integer("sliding_window");
        if (type.equals("mistral")
                && window.isPresent()
                && window.get() < fields.requireInteger("max_position_embeddings")) {
            throw unsupported("sliding_window", window.get() + " positions: sliding windows are not built");
        }
        Optional<JsonNode> layers = fields.get("layer_types");
        if (layers.isPresent()) {
            for (JsonNode layer : layers.get()) {
                if (!layer.asText().equals("full_attention")) {
                    throw unsupported("layer_types", "'" + layer.asText() + "' is not built");
                }
            }
        }
    }

    private void refusePartialRotary(JsonFields from) {
        float factor = from.floating("partial_rotary_factor").orElse(1f);
        if (factor != 1f) {
            throw unsupported(from.name("partial_rotary_factor"), factor + " is not built, only 1");
        }
    }

    /** Both spellings: {@code type} of older files, {@code rope_type} of newer ones, often both at once. */
    private RopeScaling ropeScaling(JsonFields rope) {
        Optional<String> newer = rope.string("rope_type");
        Optional<String> older = rope.string("type");
        String kind = newer.or(() -> older).orElse("default");
        if (newer.isPresent() && older.isPresent() && !newer.get().equals(older.get())) {
            throw ModelFileErrors.corrupt(
                    fields.file(), rope.name("rope_type"), newer.get() + ", but type is " + older.get());
        }
        if (!ROPE_KINDS.contains(kind)) {
            throw unsupported(rope.name("rope_type"), "'" + kind + "' is not built");
        }
        if (kind.equals("default")) {
            return new RopeScaling.None();
        }
        float factor = rope.requireFloating("factor");
        if (!(factor > 0)) {
            throw ModelFileErrors.corrupt(fields.file(), rope.name("factor"), "a factor of " + factor);
        }
        if (kind.equals("linear")) {
            return factor == 1f ? new RopeScaling.None() : new RopeScaling.Linear(factor);
        }
        float low = rope.requireFloating("low_freq_factor");
        float high = rope.requireFloating("high_freq_factor");
        int original = rope.requireInteger("original_max_position_embeddings");
        if (!(low > 0 && high > low) || original < 1) {
            throw ModelFileErrors.corrupt(
                    fields.file(),
                    rope.name("low_freq_factor"),
                    low + " to " + high + " of " + original + " positions");
        }
        return new RopeScaling.Llama3(factor, low, high, original);
    }

    private RuntimeException unsupported(String field, String problem) {
        return ModelFileErrors.unsupported(fields.file(), field, problem);
    }
}
