package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.plumbline.ingest.VerdictTelemetry.Target;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Cause;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTelemetryTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Instant T = Instant.parse("2026-01-01T00:00:00.5Z");
    private static final Target TARGET =
            Target.of("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01").orElseThrow();

    @Test
    void aScoredVerdictIsAnEventOfTheJudgedSpan() {
        LogRecord log = log(scored(), Optional.of(TARGET));
        assertThat(log.getEventName()).isEqualTo("gen_ai.evaluation.result");
        assertThat(hex(log.getTraceId())).isEqualTo("a".repeat(32));
        assertThat(hex(log.getSpanId())).isEqualTo("b".repeat(16));
        assertThat(log.getTimeUnixNano()).isEqualTo(T.toEpochMilli() * 1_000_000);
        Map<String, Object> attributes = attributes(log.getAttributesList());
        assertThat(attributes)
                .containsEntry("gen_ai.evaluation.name", "plumbline.hallucination")
                .containsEntry("gen_ai.evaluation.score.value", 0.9)
                .containsEntry("gen_ai.evaluation.score.label", "HALLUCINATED")
                .containsEntry("plumbline.event.id", "e1")
                .doesNotContainKeys("gen_ai.response.id", "error.type");
    }

    @Test
    void whatWasNotJudgedHasNoScore() {
        Map<String, Object> abstained =
                attributes(log(new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "d"), Optional.empty())
                        .getAttributesList());
        assertThat(abstained)
                .containsEntry("gen_ai.evaluation.score.label", "ABSTAINED")
                .containsEntry("gen_ai.response.id", "e1")
                .doesNotContainKey("gen_ai.evaluation.score.value");
        Map<String, Object> unavailable =
                attributes(log(new Outcome.Unavailable(UnavailableCode.ENGINE_FAILURE, "d"), Optional.empty())
                        .getAttributesList());
        assertThat(unavailable)
                .containsEntry("error.type", "ENGINE_FAILURE")
                .doesNotContainKey("gen_ai.evaluation.score.value");
    }

    @Test
    void theCarrierHasOneLinkAndAnIdOfItsVerdict() {
        VerdictEvent verdict = verdict(scored());
        Span span = VerdictTelemetry.carrier(verdict, TARGET, T)
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpans(0);
        assertThat(span.getLinksList()).hasSize(1);
        assertThat(hex(span.getLinks(0).getSpanId())).isEqualTo("b".repeat(16));
        assertThat(verdict.verdictId()).startsWith(hex(span.getTraceId()) + hex(span.getSpanId()));
        // the names are those that openinference-instrumentation 0.1.72 writes
        assertThat(attributes(span.getAttributesList()))
                .containsEntry("openinference.span.kind", "EVALUATOR")
                .containsEntry("evaluations.0.evaluation.name", "plumbline.hallucination")
                .containsEntry("evaluations.0.evaluation.score", 0.9)
                .containsEntry("evaluations.0.evaluation.label", "HALLUCINATED")
                .containsEntry("evaluations.0.evaluation.annotator_kind", "CODE")
                .containsEntry("evaluations.0.evaluation.identifier", verdict.verdictId())
                .containsEntry(
                        "evaluations.0.evaluation.metadata",
                        "{\"threshold\":0.5,\"spans\":[{\"start\":1,\"end\":4,\"probability\":0.8,"
                                + "\"causes\":[\"UNATTRIBUTED\"]}]}");
    }

    @Test
    void whatIsNoTraceParentIsNoTarget() {
        assertThat(Target.of("00-xyz-01")).isEmpty();
        assertThat(Target.ofEvent("e1")).isEmpty();
        String id = "a".repeat(32) + ":" + "b".repeat(16);
        assertThat(Target.ofEvent(id)).contains(TARGET);
        assertThat(Target.ofEvent(id + ":1")).contains(TARGET);
    }

    private static Outcome scored() {
        return new Outcome.Scored(
                Label.HALLUCINATED,
                0.9,
                0.5,
                List.of(new SuspectSpan(1, 4, 0.8, List.of(new Cause("UNATTRIBUTED")), List.of())),
                List.of(),
                new Counts(1, 1, 1, 1, 1));
    }

    private static LogRecord log(Outcome outcome, Optional<Target> target) {
        return VerdictTelemetry.event(verdict(outcome), target, T)
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecords(0);
    }

    private static Map<String, Object> attributes(List<KeyValue> pairs) {
        Map<String, Object> attributes = new HashMap<>();
        pairs.forEach(pair -> attributes.put(
                pair.getKey(),
                pair.getValue().hasDoubleValue()
                        ? pair.getValue().getDoubleValue()
                        : pair.getValue().getStringValue()));
        return attributes;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static VerdictEvent verdict(Outcome outcome) {
        return new VerdictEvent(
                "1.0",
                Ids.verdictId("default", "e1", HASH, HASH),
                "e1",
                "default",
                "profile",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.empty(),
                outcome,
                List.of());
    }
}
