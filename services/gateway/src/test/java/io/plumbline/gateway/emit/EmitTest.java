package io.plumbline.gateway.emit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.plumbline.gateway.Kafka;
import io.plumbline.gateway.Surroundings;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** Verdicts on the topic reach a collector and a webhook's receiver. */
@QuarkusTest
@TestProfile(Surroundings.Channels.class)
@WithTestResource(Surroundings.class)
class EmitTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String TRACE = "a".repeat(32);
    private static final EventCodec CODEC = new EventCodec();

    private final String surroundings =
            ConfigProvider.getConfig().getValue("plumbline.test.surroundings", String.class);

    @Test
    void aFlaggedAnswerIsToldToEverybodyAndAnAbstentionToTheCollectorOnly() throws Exception {
        VerdictEvent flagged = verdict(
                "flagged",
                new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(), List.of(), new Counts(1, 1, 1, 1, 1)));
        byte[] body = CODEC.encode(flagged);
        Kafka.send(Topics.VERDICTS, "flagged", "no verdict".getBytes(UTF_8));
        Kafka.send(
                Topics.VERDICTS,
                "flagged",
                body,
                // spans of ours lie between the judged span and the verdict
                Map.of(
                        "traceparent",
                        "00-" + TRACE + "-" + "c".repeat(16) + "-01",
                        "plumbline-caller-traceparent",
                        "00-" + TRACE + "-" + "b".repeat(16) + "-01"));
        Kafka.send(
                Topics.VERDICTS,
                "silent",
                CODEC.encode(verdict("silent", new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "d"))));
        List<String[]> kept = kept(4);
        assertThat(kept)
                .extracting(fields -> fields[0])
                .containsExactlyInAnyOrder("/v1/logs", "/v1/traces", "/hook", "/v1/logs");
        for (String[] fields : kept) {
            byte[] sent = Base64.getDecoder().decode(fields[5]);
            switch (fields[0]) {
                case "/v1/logs" -> {
                    assertThat(fields[4]).isEqualTo("k");
                    assertThat(ExportLogsServiceRequest.parseFrom(sent)
                                    .getResourceLogs(0)
                                    .getScopeLogs(0)
                                    .getLogRecords(0)
                                    .getEventName())
                            .isEqualTo("gen_ai.evaluation.result");
                }
                case "/v1/traces" ->
                    assertThat(ExportTraceServiceRequest.parseFrom(sent)
                                    .getResourceSpans(0)
                                    .getScopeSpans(0)
                                    .getSpans(0)
                                    .getLinksCount())
                            .isEqualTo(1);
                default -> {
                    assertThat(sent).isEqualTo(body);
                    assertThat(fields[1]).isEqualTo(flagged.verdictId());
                    assertThat(fields[3])
                            .isEqualTo(new WebhookSignature("secret").of(fields[1], Long.parseLong(fields[2]), sent));
                }
            }
        }
        given().get("/q/metrics")
                .then()
                .body(Matchers.containsString("plumbline_gateway_emitted_total{outcome=\"SENT\""));
    }

    private List<String[]> kept(int least) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            List<String[]> kept = Stream.of("/v1/", "/hook")
                    .flatMap(path -> Surroundings.kept(surroundings, path).stream())
                    .toList();
            if (kept.size() >= least) {
                return kept;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("nothing came");
    }

    private static VerdictEvent verdict(String eventId, Outcome outcome) {
        return new VerdictEvent(
                "1.0",
                Ids.verdictId("default", eventId, HASH, HASH),
                eventId,
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
