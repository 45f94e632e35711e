package io.plumbline.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.VerdictEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A verdict in the words of observability tools: OpenTelemetry's event {@code gen_ai.evaluation.result}, and OpenInference's
 * carrier span with one link to the span that was judged. No text of the answer or its documents is in them; suspect spans are
 * offsets. An abstention has no score and never a label that could be read as clean.
 */
public final class VerdictTelemetry {
    /** Value of {@code gen_ai.evaluation.name} and of OpenInference's {@code evaluation.name}. */
    public static final String NAME = "plumbline.hallucination";

    private static final Pattern TRACE_PARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
    private static final Pattern EVENT_ID = Pattern.compile("([0-9a-f]{32}):([0-9a-f]{16})(:[0-9]+)?");
    private static final int SPANS_MAX = 100;
    private static final int ID_HEX = 32;
    private static final int SPAN_ID_HEX = 16;
    private static final long NANOS = 1_000_000_000L;

    private VerdictTelemetry() {}

    /** A span, as a trace context names it. */
    public record Target(String traceId, String spanId) {
        /** Empty if the text is no W3C trace context. */
        public static Optional<Target> of(String traceParent) {
            Matcher matcher = TRACE_PARENT.matcher(traceParent);
            return matcher.matches() ? Optional.of(new Target(matcher.group(1), matcher.group(2))) : Optional.empty();
        }

        /** The span that {@link SpanReader} made an event of; empty for any other event. */
        public static Optional<Target> ofEvent(String eventId) {
            Matcher matcher = EVENT_ID.matcher(eventId);
            return matcher.matches() ? Optional.of(new Target(matcher.group(1), matcher.group(2))) : Optional.empty();
        }
    }

    /** What a verdict comes to, in one word, a number and a sentence. */
    private record Summary(String label, Optional<Double> score, Optional<String> error, String explanation) {
        static Summary of(Outcome outcome) {
            if (outcome instanceof Outcome.Scored scored) {
                return new Summary(
                        scored.label().name(),
                        Optional.of(scored.probability()),
                        Optional.empty(),
                        scored.spans().size() + " suspect spans; threshold " + scored.threshold());
            }
            if (outcome instanceof Outcome.Abstained abstained) {
                return new Summary(
                        Outcome.ABSTAINED,
                        Optional.empty(),
                        Optional.empty(),
                        "not judged: " + abstained.reason().name());
            }
            if (outcome instanceof Outcome.Unavailable unavailable) {
                return new Summary(
                        Outcome.UNAVAILABLE,
                        Optional.empty(),
                        Optional.of(unavailable.code().name()),
                        "not judged: " + unavailable.code().name());
            }
            return new Summary(outcome.status(), Optional.empty(), Optional.of("UNKNOWN_STATUS"), "not judged");
        }
    }

    /**
     * The event {@code gen_ai.evaluation.result}.
     *
     * @param target the judged span, which becomes the event's parent; without one the event names the response by its id
     */
    public static ExportLogsServiceRequest event(VerdictEvent verdict, Optional<Target> target, Instant time) {
        Summary summary = Summary.of(verdict.outcome());
        List<KeyValue> attributes = new ArrayList<>();
        attributes.add(text("gen_ai.evaluation.name", NAME));
        summary.score().ifPresent(score -> attributes.add(number("gen_ai.evaluation.score.value", score)));
        attributes.add(text("gen_ai.evaluation.score.label", summary.label()));
        attributes.add(text("gen_ai.evaluation.explanation", summary.explanation()));
        summary.error().ifPresent(error -> attributes.add(text("error.type", error)));
        if (target.isEmpty()) {
            attributes.add(text("gen_ai.response.id", verdict.eventId()));
        }
        attributes.addAll(own(verdict));
        LogRecord.Builder log = LogRecord.newBuilder()
                .setEventName("gen_ai.evaluation.result")
                .setTimeUnixNano(nanos(time))
                .setObservedTimeUnixNano(nanos(time))
                .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_INFO)
                .addAllAttributes(attributes);
        target.ifPresent(span -> log.setTraceId(bytes(span.traceId())).setSpanId(bytes(span.spanId())));
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        request.addResourceLogsBuilder()
                .setResource(resource())
                .addScopeLogsBuilder()
                .setScope(scope())
                .addLogRecords(log);
        return request.build();
    }

    /**
     * The carrier span. Its ids are the first digits of the verdict's id: a repeated export is the same span.
     *
     * @param target the judged span
     */
    public static ExportTraceServiceRequest carrier(VerdictEvent verdict, Target target, Instant time) {
        Summary summary = Summary.of(verdict.outcome());
        String prefix = "evaluations.0.evaluation.";
        List<KeyValue> attributes = new ArrayList<>();
        attributes.add(text("openinference.span.kind", "EVALUATOR"));
        attributes.add(text(prefix + "name", NAME));
        summary.score().ifPresent(score -> attributes.add(number(prefix + "score", score)));
        attributes.add(text(prefix + "label", summary.label()));
        attributes.add(text(prefix + "explanation", summary.explanation()));
        attributes.add(text(prefix + "annotator_kind", "CODE"));
        attributes.add(text(prefix + "identifier", verdict.verdictId()));
        attributes.add(text(prefix + "metadata", metadata(verdict)));
        attributes.addAll(own(verdict));
        String id = verdict.verdictId();
        Span.Builder span = Span.newBuilder()
                .setTraceId(bytes(id.substring(0, ID_HEX)))
                .setSpanId(bytes(id.substring(ID_HEX, ID_HEX + SPAN_ID_HEX)))
                .setName(NAME)
                .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                .setStartTimeUnixNano(nanos(time))
                .setEndTimeUnixNano(nanos(time))
                .addAllAttributes(attributes)
                .addLinks(Span.Link.newBuilder()
                        .setTraceId(bytes(target.traceId()))
                        .setSpanId(bytes(target.spanId())));
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .setResource(resource())
                .addScopeSpansBuilder()
                .setScope(scope())
                .addSpans(span);
        return request.build();
    }

    private static List<KeyValue> own(VerdictEvent verdict) {
        List<KeyValue> attributes = new ArrayList<>(List.of(
                text("plumbline.verdict.id", verdict.verdictId()),
                text("plumbline.event.id", verdict.eventId()),
                text("plumbline.tenant", verdict.tenant()),
                text("plumbline.profile", verdict.profileName())));
        verdict.profileId().ifPresent(id -> attributes.add(text("plumbline.profile.id", id)));
        return attributes;
    }

    private static String metadata(VerdictEvent verdict) {
        ObjectNode metadata = Json.NODES.objectNode();
        if (verdict.outcome() instanceof Outcome.Scored scored) {
            metadata.put("threshold", scored.threshold());
            ArrayNode spans = metadata.putArray("spans");
            for (SuspectSpan span :
                    scored.spans().subList(0, Math.min(SPANS_MAX, scored.spans().size()))) {
                ObjectNode node = spans.addObject();
                node.put("start", span.start()).put("end", span.end()).put("probability", span.probability());
                ArrayNode causes = node.putArray("causes");
                span.causes().forEach(cause -> causes.add(cause.name()));
            }
        }
        return metadata.toString();
    }

    private static Resource resource() {
        return Resource.newBuilder()
                .addAttributes(text("service.name", "plumbline"))
                .build();
    }

    private static InstrumentationScope scope() {
        return InstrumentationScope.newBuilder().setName("io.plumbline").build();
    }

    private static KeyValue text(String name, String value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String name, double value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setDoubleValue(value))
                .build();
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }
}
