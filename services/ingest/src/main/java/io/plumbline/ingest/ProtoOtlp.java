package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OTLP in protobuf. */
final class ProtoOtlp {
    private static final String SERVICE_NAME = "service.name";

    private ProtoOtlp() {}

    static List<Otlp.Raw> spans(ExportTraceServiceRequest request) {
        List<Otlp.Raw> spans = new ArrayList<>();
        for (var resource : request.getResourceSpansList()) {
            Optional<String> service = service(resource.getResource().getAttributesList());
            for (var scope : resource.getScopeSpansList()) {
                for (var span : scope.getSpansList()) {
                    spans.add(() -> new Span(
                            hex(span.getTraceId()),
                            hex(span.getSpanId()),
                            span.getParentSpanId().isEmpty(),
                            instant(span.getStartTimeUnixNano()),
                            service,
                            attributes(span.getAttributesList())));
                }
            }
        }
        return spans;
    }

    static List<Otlp.Raw> logs(ExportLogsServiceRequest request) {
        List<Otlp.Raw> logs = new ArrayList<>();
        for (var resource : request.getResourceLogsList()) {
            Optional<String> service = service(resource.getResource().getAttributesList());
            for (var scope : resource.getScopeLogsList()) {
                for (LogRecord log : scope.getLogRecordsList()) {
                    if (log.getEventName().equals(Otlp.DETAILS_EVENT)) {
                        logs.add(() -> new Span(
                                hex(log.getTraceId()),
                                hex(log.getSpanId()),
                                false,
                                instant(
                                        log.getTimeUnixNano() != 0
                                                ? log.getTimeUnixNano()
                                                : log.getObservedTimeUnixNano()),
                                service,
                                attributes(log.getAttributesList())));
                    }
                }
            }
        }
        return logs;
    }

    private static Optional<String> service(List<KeyValue> attributes) {
        return attributes.stream()
                .filter(pair -> pair.getKey().equals(SERVICE_NAME))
                .flatMap(pair -> Json.text(value(pair.getValue())).stream())
                .findFirst();
    }

    private static Map<String, JsonNode> attributes(List<KeyValue> pairs) {
        Map<String, JsonNode> attributes = new HashMap<>();
        pairs.forEach(pair -> attributes.put(pair.getKey(), value(pair.getValue())));
        return attributes;
    }

    private static JsonNode value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> Json.NODES.textNode(value.getStringValue());
            case BOOL_VALUE -> Json.NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> Json.NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> Json.NODES.numberNode(value.getDoubleValue());
            case BYTES_VALUE -> Json.NODES.binaryNode(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                ArrayNode array = Json.NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(element -> array.add(value(element)));
                yield array;
            }
            case KVLIST_VALUE -> {
                ObjectNode object = Json.NODES.objectNode();
                value.getKvlistValue()
                        .getValuesList()
                        .forEach(pair -> object.set(pair.getKey(), value(pair.getValue())));
                yield object;
            }
            default -> Json.NODES.nullNode();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static Instant instant(long unixNano) {
        return Times.ofUnixNano(unixNano);
    }
}
