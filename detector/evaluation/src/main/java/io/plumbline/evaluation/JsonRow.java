package io.plumbline.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.plumbline.evaluation.RowProblem.Kind;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One JSON object, read by field with errors that name the field. */
final class JsonRow {
    private final JsonNode node;
    /** What the object is, for messages: empty for the row itself, else such as {@code labels[2].}. */
    private final String path;

    private JsonRow(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static JsonRow of(JsonNode node) throws RefusedRow {
        return at(node, "");
    }

    /** The object at {@code path} of a row. */
    static JsonRow at(JsonNode node, String path) throws RefusedRow {
        if (!node.isObject()) {
            String what = path.isEmpty() ? "the row" : "'" + path.substring(0, path.length() - 1) + "'";
            throw new RefusedRow(Kind.WRONG_TYPE, what + " must be an object and is " + name(node));
        }
        return new JsonRow(node, path);
    }

    /** Refuses fields that are not {@code known}: a misspelt field would be lost in silence. */
    void only(Set<String> known) throws RefusedRow {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new RefusedRow(Kind.UNKNOWN_FIELD, "there is no field '" + path + name + "'");
            }
        }
    }

    JsonNode required(String field) throws RefusedRow {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new RefusedRow(Kind.MISSING_FIELD, "the field '" + path + field + "' is missing");
        }
        return value;
    }

    /** The field, where it is there and not null. */
    Optional<JsonNode> optional(String field) {
        return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
    }

    String string(String field) throws RefusedRow {
        return string(required(field), path + field);
    }

    Optional<String> optionalString(String field) throws RefusedRow {
        Optional<JsonNode> value = optional(field);
        return value.isPresent() ? Optional.of(string(value.get(), path + field)) : Optional.empty();
    }

    /** A name that some files write as a number. */
    String stringOrInteger(String field) throws RefusedRow {
        JsonNode value = required(field);
        return value.isIntegralNumber() ? value.asText() : string(value, path + field);
    }

    static String string(JsonNode value, String where) throws RefusedRow {
        if (!value.isTextual()) {
            throw wrongType(where, "a string", value);
        }
        return value.textValue();
    }

    int integer(String field) throws RefusedRow {
        JsonNode value = required(field);
        if (!value.isInt()) {
            throw wrongType(path + field, "a whole number", value);
        }
        return value.intValue();
    }

    boolean bool(String field) throws RefusedRow {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw wrongType(path + field, "true or false", value);
        }
        return value.booleanValue();
    }

    /** Whether an optional field is {@code true}. */
    boolean isTrue(String field) {
        return optional(field)
                .map(value -> value.isBoolean() && value.booleanValue())
                .orElse(false);
    }

    JsonNode array(String field) throws RefusedRow {
        JsonNode value = required(field);
        if (!value.isArray()) {
            throw wrongType(path + field, "a list", value);
        }
        return value;
    }

    static RefusedRow wrongType(String where, String wanted, JsonNode value) {
        return new RefusedRow(Kind.WRONG_TYPE, "'" + where + "' must be " + wanted + " and is " + name(value));
    }

    private static String name(JsonNode value) {
        JsonNodeType type = value.getNodeType();
        return switch (type) {
            case NULL -> "null";
            case BOOLEAN, NUMBER -> value.toString();
            case STRING -> "a string";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }
}
