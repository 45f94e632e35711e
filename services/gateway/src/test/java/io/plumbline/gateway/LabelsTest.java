package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.client.PlumblineClient;
import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.schemas.LabelSpan;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.audit.AuditEvent;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(LabelsTest.ErasedBefore.class)
@WithTestResource(DetectorStub.class)
class LabelsTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String HASH = "0123456789abcdef".repeat(4);

    /** A broker whose audit topic told of an erasure before the gateway came. */
    public static final class ErasedBefore implements QuarkusTestResourceLifecycleManager {
        private final KafkaTestResource broker = new KafkaTestResource();

        @Override
        public Map<String, String> start() {
            Map<String, String> config = broker.start();
            Kafka.send(
                    Objects.requireNonNull(config.get("kafka.bootstrap.servers")),
                    new ProducerRecord<>(Topics.AUDIT, "", erasure("erased-before")));
            return config;
        }

        @Override
        public void stop() {
            broker.stop();
        }
    }

    private static byte[] erasure(String eventId) {
        return new AuditEvent(
                        Instant.EPOCH,
                        AuditEvent.Action.ERASED,
                        "ann",
                        Map.of("scope", "EVENT", "subject", Ids.erasureSubject("default", Optional.of(eventId))))
                .toJson();
    }

    private static VerdictEvent verdict(String tenant, String eventId, Label label) {
        VerdictEvent verdict = sent(tenant, eventId, label);
        given().get("/v1/generations/" + eventId + "/verdicts?wait=20");
        return verdict;
    }

    private static VerdictEvent sent(String tenant, String eventId, Label label) {
        VerdictEvent verdict = unsent(tenant, eventId, label);
        Kafka.send(Topics.VERDICTS, eventId, CODEC.encode(verdict));
        return verdict;
    }

    private static VerdictEvent unsent(String tenant, String eventId, Label label) {
        return new VerdictEvent(
                "1.0",
                Ids.verdictId(tenant, eventId, HASH, HASH),
                eventId,
                tenant,
                "smollm2",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.empty(),
                new Outcome.Scored(label, 0.75, 0.5, List.of(), List.of(), new Counts(1, 2, 3, 4, 1)),
                List.of());
    }

    private static ValidatableResponse label(VerdictEvent verdict, String body) {
        return given().contentType(ContentType.JSON)
                .body(body.getBytes(UTF_8))
                .post("/v1/generations/" + verdict.eventId() + "/verdicts/" + verdict.verdictId() + "/labels")
                .then();
    }

    private static double counted(String verdict, String label) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("plumbline_gateway_feedback_total{")
                        && line.contains("verdict=\"" + verdict + "\"")
                        && line.contains("label=\"" + label + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAPersonSaysIsOnTheTopicUnderTheEventsId() {
        double before = counted("HALLUCINATED", "SUPPORTED");
        VerdictEvent verdict = verdict("default", "labelled", Label.HALLUCINATED);
        String said = "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\",\"comment\":\"it does say so\"}";
        String id = label(verdict, said)
                .statusCode(202)
                .body("repetition", equalTo(false))
                .extract()
                .path("labelId");
        label(verdict, said).statusCode(202).body("repetition", equalTo(true)).body("labelId", equalTo(id));
        List<ConsumerRecord<String, byte[]>> records = Kafka.read(Topics.LABELS, "labelled");
        assertThat(records).hasSize(2);
        assertThat(records.get(1).value()).isEqualTo(records.get(0).value());
        LabelEvent read = CODEC.decodeStrict(LabelEvent.class, records.get(0).value());
        assertThat(read)
                .isEqualTo(LabelEvent.of(verdict, Label.SUPPORTED, List.of(), "ann", Optional.of("it does say so")));
        assertThat(read.labelId()).isEqualTo(id);
        assertThat(new String(records.get(0).headers().lastHeader("ce_type").value(), UTF_8))
                .isEqualTo("io.plumbline.label.v1");
        // the repetition is no second opinion; a change of mind is
        assertThat(counted("HALLUCINATED", "SUPPORTED")).isEqualTo(before + 1);
        label(verdict, "{\"label\":\"HALLUCINATED\",\"spans\":[{\"start\":0,\"end\":2}],\"annotator\":\"ann\"}")
                .statusCode(202)
                .body("repetition", equalTo(false));
        assertThat(counted("NONE", "SUPPORTED")).isZero();
    }

    @Test
    void whatIsNoLabelIsRefusedWithItsPlace() {
        VerdictEvent verdict = verdict("default", "mislabelled", Label.SUPPORTED);
        label(verdict, "{\"label\":\"WRONG\",\"annotator\":\"ann\"}")
                .statusCode(422)
                .body("pointer", equalTo("/label"));
        label(verdict, "{\"label\":\"SUPPORTED\"}").statusCode(422).body("detail", containsString("annotator"));
        label(verdict, "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\",\"tenant\":\"acme\"}")
                .statusCode(422)
                .body("pointer", equalTo("/tenant"));
        label(verdict, "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\",\"spans\":[{\"start\":0,\"end\":1}]}")
                .statusCode(422)
                .body("detail", containsString("no unsupported spans"));
        label(verdict, "{\"label\":\"HALLUCINATED\",\"annotator\":\"ann\",\"spans\":[{\"start\":3,\"end\":1}]}")
                .statusCode(422);
        label(verdict, "no json").statusCode(400).body("code", equalTo("UNPARSABLE"));
        label(verdict, "[]").statusCode(400);
    }

    @Test
    void aVerdictThatIsNotTheCallersIsNotKnown() {
        // one event id, so one partition: once the second verdict is here the first one is
        VerdictEvent others = sent("acme", "of-two-tenants", Label.SUPPORTED);
        VerdictEvent own = verdict("default", "of-two-tenants", Label.SUPPORTED);
        String said = "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\"}";
        label(others, said).statusCode(404).contentType(Problem.MEDIA_TYPE).body("code", equalTo("UNKNOWN_VERDICT"));
        label(own, said).statusCode(202);
    }

    @Test
    void theJavaClientSaysIt() {
        VerdictEvent verdict = verdict("default", "labelled-by-client", Label.SUPPORTED);
        PlumblineClient client = PlumblineClient.builder(URI.create(RestAssured.baseURI + ":" + RestAssured.port))
                .build();
        List<LabelSpan> spans = List.of(new LabelSpan(1, 4));
        assertThat(client.label(verdict, Label.HALLUCINATED, spans, "ann", Optional.of("no")))
                .isFalse();
        assertThat(client.label(verdict, Label.HALLUCINATED, spans, "ann", Optional.of("no")))
                .isTrue();
        assertThat(CODEC.decode(
                                LabelEvent.class,
                                Kafka.read(Topics.LABELS, "labelled-by-client")
                                        .get(0)
                                        .value())
                        .spans())
                .isEqualTo(spans);
    }

    @Test
    void whatIsErasedIsForgotten() {
        VerdictEvent gone = verdict("default", "erased", Label.SUPPORTED);
        VerdictEvent kept = verdict("default", "not-erased", Label.SUPPORTED);
        Kafka.send(Topics.AUDIT, "", "no JSON".getBytes(UTF_8));
        Kafka.send(Topics.AUDIT, "", erasure("erased"));
        await().untilAsserted(() ->
                given().get("/v1/generations/erased/verdicts").then().statusCode(404));
        label(gone, "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\"}").statusCode(404);
        label(kept, "{\"label\":\"SUPPORTED\",\"annotator\":\"ann\"}").statusCode(202);
        // a verdict that an erasure moved is not news to who has read it
        Kafka.send(
                Topics.VERDICTS,
                "erased",
                CODEC.encode(gone),
                Map.of("plumbline-moved-from", Topics.VERDICTS + "/0:" + Long.MAX_VALUE));
        // keyed by the same id, so behind it on the same partition
        VerdictEvent after = sent("default", "after-erased", Label.SUPPORTED);
        Kafka.send(Topics.VERDICTS, "erased", CODEC.encode(after));
        given().get("/v1/generations/after-erased/verdicts?wait=20").then().statusCode(200);
        given().get("/v1/generations/erased/verdicts").then().statusCode(404);
    }

    @Test
    void whatWasErasedBeforeTheGatewayCameIsNotShownButWhatWasRecordedSinceIs() {
        byte[] erased = CODEC.encode(unsent("default", "erased-before", Label.SUPPORTED));
        Kafka.send(Topics.VERDICTS, "erased-before", erased, Instant.now().minus(Duration.ofHours(1)));
        // keyed by the same id, so behind it on the same partition
        byte[] behind = CODEC.encode(unsent("default", "behind-erased-before", Label.SUPPORTED));
        Kafka.send(Topics.VERDICTS, "erased-before", behind);
        given().get("/v1/generations/behind-erased-before/verdicts?wait=20")
                .then()
                .statusCode(200);
        await().untilAsserted(() ->
                given().get("/v1/generations/erased-before/verdicts").then().statusCode(404));
        Kafka.send(Topics.VERDICTS, "erased-before", erased);
        given().get("/v1/generations/erased-before/verdicts?wait=20").then().statusCode(200);
    }
}
