package io.plumbline.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** A JSON object of a model's files, typed on access; errors name file and field. A null counts as absent. */
final class JsonFields {
    /** Far above any real configuration or shard index (a 70B model's index takes 70 KiB). */
    private static final int MAX_BYTES = 8 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final String prefix;
    private final ObjectNode fields;

    private JsonFields(Path file, String prefix, ObjectNode fields) {
        this.file = file;
        this.prefix = prefix;
        this.fields = fields;
    }

    static JsonFields read(Path path) {
        byte[] bytes;
        try (RandomAccess file = RandomAccess.open(path)) {
            if (file.size() > MAX_BYTES) {
                throw ModelFileErrors.corrupt(path, "size", file.size() + " bytes, over the limit of " + MAX_BYTES);
            }
            bytes = new byte[(int) file.size()];
            file.read(0, bytes, bytes.length, "content");
        }
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return new JsonFields(path, "", object);
            }
        } catch (JsonProcessingException e) {
            throw ModelFileErrors.corrupt(path, "content", "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        throw ModelFileErrors.corrupt(path, "content", "not a JSON object");
    }

    Path file() {
        return file;
    }

    Iterator<String> names() {
        return fields.fieldNames();
    }

    boolean has(String field) {
        return get(field).isPresent();
    }

    Optional<JsonNode> get(String field) {
        return Optional.ofNullable(fields.get(field)).filter(value -> !value.isNull());
    }

    Optional<String> string(String field) {
        return get(field).map(value -> {
            if (!value.isTextual()) {
                throw wrong(field, "a string", value);
            }
            return value.textValue();
        });
    }

    Optional<Boolean> bool(String field) {
        return get(field).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(field, "true or false", value);
            }
            return value.booleanValue();
        });
    }

    Optional<Integer> integer(String field) {
        return get(field).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw wrong(field, "a 32-bit integer", value);
            }
            return value.intValue();
        });
    }

    Optional<Float> floating(String field) {
        return get(field).map(value -> {
            if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
                throw wrong(field, "a finite number", value);
            }
            return value.floatValue();
        });
    }

    Optional<JsonFields> object(String field) {
        return get(field).map(value -> {
            if (!(value instanceof ObjectNode object)) {
                throw wrong(field, "an object", value);
            }
            return new JsonFields(file, name(field) + ".", object);
        });
    }

    int requireInteger(String field) {
        return integer(field).orElseThrow(() -> missing(field));
    }

    float requireFloating(String field) {
        return floating(field).orElseThrow(() -> missing(field));
    }

    String requireString(String field) {
        return string(field).orElseThrow(() -> missing(field));
    }

    JsonFields requireObject(String field) {
        return object(field).orElseThrow(() -> missing(field));
    }

    /** A field's full name, for messages. */
    String name(String field) {
        return prefix + field;
    }

    private RuntimeException missing(String field) {
        return ModelFileErrors.corrupt(file, name(field), "missing");
    }

    private RuntimeException wrong(String field, String wanted, JsonNode found) {
        return ModelFileErrors.corrupt(
                file, name(field), "expected " + wanted + ", found " + ModelFileErrors.quote(found.toString()));
    }
}
