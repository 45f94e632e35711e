package io.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.List;

/** What an exporter of OpenTelemetry sends, over HTTP or as the value of a record that the Collector wrote. */
public final class Otlp {
    /** How a request is written. */
    public enum Encoding {
        PROTOBUF,
        /** Ids in hexadecimal digits, 64-bit numbers as texts, fields in lower camel case. */
        JSON
    }

    /** Event that carries what a chat span leaves out: the messages. */
    static final String DETAILS_EVENT = "gen_ai.client.inference.operation.details";

    /**
     * What could be read of a request.
     *
     * @param spans in order
     * @param malformed spans, or log records of a chat, whose ids or times cannot be read
     */
    public record Batch(List<Span> spans, int malformed) {
        public Batch {
            spans = List.copyOf(spans);
        }
    }

    private Otlp() {}

    /**
     * Spans of an {@code ExportTraceServiceRequest}.
     *
     * @throws IngestException {@code UNPARSABLE} if the bytes are none
     */
    public static Batch traces(byte[] body, Encoding encoding) {
        return collect(encoding == Encoding.JSON ? JsonOtlp.spans(object(body)) : ProtoOtlp.spans(protoTraces(body)));
    }

    /**
     * Log records of an {@code ExportLogsServiceRequest} that are the event {@value #DETAILS_EVENT}; others are passed over.
     *
     * @throws IngestException {@code UNPARSABLE} if the bytes are none
     */
    public static Batch logs(byte[] body, Encoding encoding) {
        return collect(encoding == Encoding.JSON ? JsonOtlp.logs(object(body)) : ProtoOtlp.logs(protoLogs(body)));
    }

    /** A span that may turn out unreadable once it is looked at. */
    @FunctionalInterface
    interface Raw {
        Span read();
    }

    private static Batch collect(List<Raw> raw) {
        List<Span> spans = new ArrayList<>(raw.size());
        int malformed = 0;
        for (Raw item : raw) {
            try {
                spans.add(item.read());
            } catch (IngestException e) {
                malformed++;
            }
        }
        return new Batch(spans, malformed);
    }

    private static JsonNode object(byte[] body) {
        return Json.object(body);
    }

    private static ExportTraceServiceRequest protoTraces(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw IngestException.unparsable("not an ExportTraceServiceRequest in protobuf", e);
        }
    }

    private static ExportLogsServiceRequest protoLogs(byte[] body) {
        try {
            return ExportLogsServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw IngestException.unparsable("not an ExportLogsServiceRequest in protobuf", e);
        }
    }
}
