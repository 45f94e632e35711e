package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** OTLP in JSON. Fields that are missing have protobuf's defaults. */
final class JsonOtlp {
    private static final String TIME = "timeUnixNano";

    private JsonOtlp() {}

    static List<Otlp.Raw> spans(JsonNode request) {
        List<Otlp.Raw> spans = new ArrayList<>();
        for (JsonNode resource : request.path("resourceSpans")) {
            Optional<String> service = service(resource);
            for (JsonNode scope : resource.path("scopeSpans")) {
                for (JsonNode span : scope.path("spans")) {
                    spans.add(() -> new Span(
                            id(span, "traceId"),
                            id(span, "spanId"),
                            id(span, "parentSpanId").isEmpty(),
                            instant(span, "startTimeUnixNano"),
                            service,
                            attributes(span)));
                }
            }
        }
        return spans;
    }

    static List<Otlp.Raw> logs(JsonNode request) {
        List<Otlp.Raw> logs = new ArrayList<>();
        for (JsonNode resource : request.path("resourceLogs")) {
            Optional<String> service = service(resource);
            for (JsonNode scope : resource.path("scopeLogs")) {
                for (JsonNode log : scope.path("logRecords")) {
                    if (log.path("eventName").asText("").equals(Otlp.DETAILS_EVENT)) {
                        String time = log.path(TIME).asText("0").equals("0") ? "observedTimeUnixNano" : TIME;
                        logs.add(() -> new Span(
                                id(log, "traceId"),
                                id(log, "spanId"),
                                false,
                                instant(log, time),
                                service,
                                attributes(log)));
                    }
                }
            }
        }
        return logs;
    }

    private static Optional<String> service(JsonNode resource) {
        return Json.text(attributes(resource.path("resource")).getOrDefault("service.name", Json.NODES.missingNode()));
    }

    private static Map<String, JsonNode> attributes(JsonNode holder) {
        Map<String, JsonNode> attributes = new HashMap<>();
        for (JsonNode pair : holder.path("attributes")) {
            attributes.put(pair.path("key").asText(""), value(pair.path("value")));
        }
        return attributes;
    }

    private static JsonNode value(JsonNode value) {
        if (value.has("intValue")) {
            return Json.NODES.numberNode(value.path("intValue").asLong());
        }
        if (value.has("arrayValue")) {
            ArrayNode array = Json.NODES.arrayNode();
            value.path("arrayValue").path("values").forEach(element -> array.add(value(element)));
            return array;
        }
        if (value.has("kvlistValue")) {
            ObjectNode object = Json.NODES.objectNode();
            for (JsonNode pair : value.path("kvlistValue").path("values")) {
                object.set(pair.path("key").asText(""), value(pair.path("value")));
            }
            return object;
        }
        for (String plain : List.of("stringValue", "boolValue", "doubleValue", "bytesValue")) {
            if (value.has(plain)) {
                return value.path(plain);
            }
        }
        return Json.NODES.nullNode();
    }

    private static String id(JsonNode holder, String field) {
        return holder.path(field).asText("").toLowerCase(Locale.ROOT);
    }

    private static Instant instant(JsonNode holder, String field) {
        try {
            return Times.ofUnixNano(Long.parseUnsignedLong(holder.path(field).asText("0")));
        } catch (NumberFormatException e) {
            throw IngestException.invalid("/" + field, "nanoseconds since 1970 are expected");
        }
    }
}
