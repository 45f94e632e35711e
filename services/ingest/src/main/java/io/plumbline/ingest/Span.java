package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A span, or a log record about one, as far as it matters here.
 *
 * @param traceId 32 hexadecimal digits in lower case
 * @param spanId 16 of them
 * @param root whether the span has no parent; never for a log record
 * @param start when the span began; for a log record when it was written
 * @param service the resource's {@code service.name}
 * @param attributes values as JSON, structured ones as arrays and objects
 */
public record Span(
        String traceId,
        String spanId,
        boolean root,
        Instant start,
        Optional<String> service,
        NavigableMap<String, JsonNode> attributes) {
    public Span {
        if (!traceId.matches("[0-9a-f]{32}") || !spanId.matches("[0-9a-f]{16}")) {
            throw IngestException.invalid("", "a span with trace and span id in hexadecimal digits is expected");
        }
        attributes = Collections.unmodifiableNavigableMap(new TreeMap<>(attributes));
    }

    Span(
            String traceId,
            String spanId,
            boolean root,
            Instant start,
            Optional<String> service,
            Map<String, JsonNode> attributes) {
        this(traceId, spanId, root, start, service, new TreeMap<>(attributes));
    }

    /** Whether an attribute's name begins so. */
    boolean has(String prefix) {
        String next = attributes.ceilingKey(prefix);
        return next != null && next.startsWith(prefix);
    }

    JsonNode attribute(String name) {
        return attributes.getOrDefault(name, Json.NODES.missingNode());
    }

    Optional<String> text(String name) {
        return Json.text(attribute(name));
    }

    /** A structured value, or the JSON in a text: conventions allow both on spans. */
    JsonNode structured(String name) {
        JsonNode value = attribute(name);
        return value.isTextual() ? Json.embedded(value.textValue()).orElse(Json.NODES.missingNode()) : value;
    }
}
