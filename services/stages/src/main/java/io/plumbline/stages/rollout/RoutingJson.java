package io.plumbline.stages.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.CanonicalJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * Routing tables and their versions as JSON. Written canonically; read strictly: a field that is not known is refused, because a
 * misspelt one would be a route that nobody asked for.
 */
public final class RoutingJson {
    /** Most bytes of a version. */
    public static final int BYTES_MAX = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .withConfigOverride(
                    List.class, config -> config.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
            .build();

    private RoutingJson() {}

    /**
     * A table, as people write it: {@code {"routes": [{"tenant"?, "app"?, "active", "shadows"?}]}}.
     *
     * @throws PlumblineException {@code INVALID_INPUT}, saying what is wrong where
     */
    public static RoutingTable table(byte[] json) {
        return read(json, RoutingTable.class);
    }

    /** Canonical bytes of a table. */
    static byte[] bytes(RoutingTable table) {
        return canonical(JSON.valueToTree(table));
    }

    /** A table for people, indented. */
    public static String pretty(RoutingTable table) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(table);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a table can always be written", e);
        }
    }

    /** Canonical bytes of a version. */
    static byte[] bytes(RoutingChange change) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", change.version());
        node.put("time", change.time().toString());
        node.put("by", change.by());
        node.put("reason", change.reason());
        node.set("table", JSON.valueToTree(change.table()));
        return canonical(node);
    }

    /**
     * A version.
     *
     * @throws PlumblineException {@code INVALID_INPUT}
     */
    static RoutingChange change(byte[] json) {
        Written written = read(json, Written.class);
        try {
            return new RoutingChange(
                    written.version(), Instant.parse(written.time()), written.by(), written.reason(), written.table());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    /** A version as it is written: with its time as text. */
    private record Written(int version, String time, String by, String reason, RoutingTable table) {}

    private static <T> T read(byte[] json, Class<T> type) {
        if (json.length > BYTES_MAX) {
            throw refused(
                    json.length + " bytes, and at most " + BYTES_MAX + " are allowed", new IOException("too long"));
        }
        try {
            return JSON.readValue(json, type);
        } catch (JsonMappingException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String message =
                    root instanceof JsonProcessingException known ? known.getOriginalMessage() : root.getMessage();
            throw refused(e.getPathReference().replaceAll("[a-z.]+\\.([A-Za-z]+)\\[", "$1[") + ": " + message, e);
        } catch (IOException e) {
            throw refused("it is no JSON", e);
        }
    }

    private static PlumblineException refused(@org.jspecify.annotations.Nullable String why, Exception cause) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, "not a routing table: " + why, cause);
    }

    private static byte[] canonical(JsonNode node) {
        try {
            return CanonicalJson.canonical(JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
