package io.plumbline.model.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The key/value part of a GGUF file, typed on access. An absent key is an empty {@code Optional}; a key of another
 * type, or out of the asked range, is {@link io.plumbline.model.ErrorCode#MODEL_FILE_CORRUPT} naming file and key.
 *
 * <p>The tokenizer lives under {@code tokenizer.ggml.*} ({@code model}, {@code pre}, {@code tokens}, {@code
 * token_type}, {@code merges}, {@code add_bos_token}, {@code bos_token_id}, {@code eos_token_id}, {@code
 * unknown_token_id}, {@code padding_token_id}) and {@code tokenizer.chat_template}.
 */
public final class GgufMetadata {
    private final Path file;
    private final Map<String, Object> values;

    /** Values are Long, Double, Boolean, String, or a List of one of these. */
    GgufMetadata(Path file, Map<String, Object> values) {
        this.file = file;
        this.values = Map.copyOf(values);
    }

    /** The file the values came from, for messages. */
    public Path file() {
        return file;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public Optional<String> string(String key) {
        return get(key, String.class, "a string");
    }

    public Optional<Boolean> bool(String key) {
        return get(key, Boolean.class, "a bool");
    }

    /** An integer of any width that fits an int. */
    public Optional<Integer> integer(String key) {
        return get(key, Long.class, "an integer").map(value -> narrow(key, value));
    }

    /** A float of any width; an integer is no float. */
    public Optional<Float> floating(String key) {
        return get(key, Double.class, "a float").map(value -> {
            float narrowed = value.floatValue();
            if (!Float.isFinite(narrowed)) {
                throw ModelFileErrors.corrupt(file, key, "not a finite float: " + value);
            }
            return narrowed;
        });
    }

    public Optional<List<String>> strings(String key) {
        return list(key, String.class, "strings", Function.identity());
    }

    public Optional<List<Integer>> integers(String key) {
        return list(key, Long.class, "integers", value -> narrow(key, value));
    }

    public Optional<List<Float>> floats(String key) {
        return list(key, Double.class, "floats", Double::floatValue);
    }

    /** {@link #string} of a key that must be there. */
    public String requireString(String key) {
        return string(key).orElseThrow(() -> missing(key));
    }

    /** {@link #integer} of a key that must be there. */
    public int requireInteger(String key) {
        return integer(key).orElseThrow(() -> missing(key));
    }

    /** {@link #floating} of a key that must be there. */
    public float requireFloating(String key) {
        return floating(key).orElseThrow(() -> missing(key));
    }

    /** {@link #strings} of a key that must be there. */
    public List<String> requireStrings(String key) {
        return strings(key).orElseThrow(() -> missing(key));
    }

    private RuntimeException missing(String key) {
        return ModelFileErrors.corrupt(file, key, "missing");
    }

    private int narrow(String key, long value) {
        if (value != (int) value) {
            throw ModelFileErrors.corrupt(file, key, value + " does not fit 32 bits");
        }
        return (int) value;
    }

    private <T> Optional<T> get(String key, Class<T> type, String name) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrongType(key, name, value);
        }
        return Optional.of(type.cast(value));
    }

    private <S, T> Optional<List<T>> list(String key, Class<S> type, String name, Function<S, T> convert) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof List<?> list)) {
            throw wrongType(key, "an array of " + name, value);
        }
        if (!list.isEmpty() && !type.isInstance(list.get(0))) {
            throw wrongType(key, "an array of " + name, list.get(0));
        }
        return Optional.of(list.stream().map(type::cast).map(convert).toList());
    }

    private RuntimeException wrongType(String key, String wanted, Object value) {
        String found = value instanceof List<?> ? "an array" : value.getClass().getSimpleName();
        return ModelFileErrors.corrupt(file, key, "expected " + wanted + ", found " + found);
    }
}
