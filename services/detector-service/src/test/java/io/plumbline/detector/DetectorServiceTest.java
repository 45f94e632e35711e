package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.redrive.RedriveAction;
import io.plumbline.stages.redrive.RedriveFilter;
import io.plumbline.stages.redrive.RedriveLimits;
import io.plumbline.stages.redrive.Redriver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = KafkaTestResource.class, restrictToAnnotatedClass = true)
class DetectorServiceTest extends DetectorOverHttp {
    private static final String GENERATIONS = "plumbline.generations.v1";

    @Test
    void aGenerationGetsAVerdictAndIfFlaggedAMitigationRequest() throws Exception {
        records.send(GENERATIONS, "e-1", Records.event("e-1", "answer", "passage"));
        ConsumerRecord<byte[], byte[]> verdict =
                records.await("plumbline.verdicts.v1", one -> Records.keyIs(one, "e-1"));
        assertThat(Records.CODEC.decode(VerdictEvent.class, verdict.value()).outcome())
                .isInstanceOf(Outcome.Scored.class);
        assertThat(Records.header(verdict, "ce_type")).isEqualTo("io.plumbline.verdict.v1");
        assertThat(Records.header(verdict, "plumbline-environment")).startsWith("fake;cpu;float32;threads=1");
        assertThat(Records.header(verdict, "plumbline-attempt")).isEqualTo("1");
        assertThat(Records.header(verdict, "plumbline-model-ms")).isNotEmpty();
        assertThat(new String(verdict.value(), StandardCharsets.UTF_8)).doesNotContain("ms\"");
        ConsumerRecord<byte[], byte[]> request =
                records.await("plumbline.mitigation-requests.v1", one -> Records.keyIs(one, "e-1"));
        assertThat(Records.CODEC
                        .decode(MitigationRequestEvent.class, request.value())
                        .generation()
                        .response())
                .isEqualTo("answer");
    }

    @Test
    void poisonBytesLandInTheDeadLettersAndTheStreamGoesOn() throws Exception {
        byte[] poison = {(byte) 0xff, 0, 1, 2};
        for (int i = 0; i < 40; i++) {
            records.send(GENERATIONS, "poison", poison);
        }
        records.send(new ProducerRecord<>(GENERATIONS, null, null));
        records.send(GENERATIONS, "poison", Records.event("e-after-poison", "answer", "passage"));
        assertThat(records.awaitVerdict("e-after-poison").outcome().status()).isEqualTo(Outcome.SCORED);
        ConsumerRecord<byte[], byte[]> dead =
                records.awaitDeadLetter("UNPARSABLE", one -> Records.keyIs(one, "poison"));
        assertThat(dead.value()).isEqualTo(poison);
        assertThat(Records.header(dead, "plumbline-dlq-topic")).isEqualTo(GENERATIONS);
        assertThat(Records.header(dead, "plumbline-dlq-partition")).matches("\\d+");
        assertThat(Records.header(dead, "plumbline-dlq-offset")).matches("\\d+");
        assertThat(Records.header(dead, "plumbline-dlq-detail")).isNotEmpty().doesNotContain("\tat ");
    }

    @Test
    void schemaInvalidWithAnIdIsADeadLetterAndAVerdict() throws Exception {
        byte[] body = "{\"id\":\"e-invalid\",\"response\":7}".getBytes(StandardCharsets.UTF_8);
        records.send(GENERATIONS, "e-invalid", body);
        assertThat(records.awaitVerdict("e-invalid").outcome())
                .isInstanceOfSatisfying(Outcome.Unavailable.class, outcome -> assertThat(outcome.code())
                        .isEqualTo(UnavailableCode.INVALID));
        assertThat(records.awaitDeadLetter("SCHEMA_INVALID", one -> Records.keyIs(one, "e-invalid"))
                        .value())
                .isEqualTo(body);
    }

    @Test
    void anyIdThatTheSchemaAllowsIsJudged() throws Exception {
        String blank =
                "{\"id\":\"e-blank\",\"response\":\"answer\",\"passages\":[{\"id\":\" \",\"text\":\"a passage\"}],"
                        + "\"schemaVersion\":\"1.0\"}";
        String call = "{\"id\":\"e-call\",\"response\":\"answer\",\"passages\":[],\"toolResults\":[{\"id\":\""
                + "c".repeat(200) + "\",\"name\":\"search\",\"content\":\"a passage\"}],\"schemaVersion\":\"1.0\"}";
        records.send(GENERATIONS, "e-blank", blank.getBytes(StandardCharsets.UTF_8));
        records.send(GENERATIONS, "e-call", call.getBytes(StandardCharsets.UTF_8));
        assertThat(records.awaitVerdict("e-blank").outcome().status()).isEqualTo(Outcome.SCORED);
        assertThat(records.awaitVerdict("e-call").outcome().status()).isEqualTo(Outcome.SCORED);
    }

    @Test
    void theContextOfARecordGoesOnInOneHeader() throws Exception {
        String caller = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        Map<String, byte[]> bodies = Map.of(
                "e-traced", Records.event("e-traced", "answer", "passage"), "e-traced-poison", new byte[] {(byte) 0xff
                });
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            ProducerRecord<byte[], byte[]> sent =
                    new ProducerRecord<>(GENERATIONS, body.getKey().getBytes(StandardCharsets.UTF_8), body.getValue());
            // as a sender with two tracers does: the last counts
            sent.headers().add("traceparent", "00-stale".getBytes(StandardCharsets.UTF_8));
            sent.headers().add("traceparent", caller.getBytes(StandardCharsets.UTF_8));
            records.send(sent);
        }
        for (String place : List.of(
                "plumbline.verdicts.v1 e-traced",
                "plumbline.mitigation-requests.v1 e-traced",
                "plumbline.generations.v1.dlq e-traced-poison")) {
            String[] topicAndKey = place.split(" ");
            ConsumerRecord<byte[], byte[]> one =
                    records.await(topicAndKey[0], record -> Records.keyIs(record, topicAndKey[1]));
            assertThat(one.headers().headers("traceparent"))
                    .as(place)
                    .singleElement()
                    .satisfies(header -> assertThat(header.value()).isEqualTo(caller.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void anOversizedRecordIsADeadLetter() throws Exception {
        byte[] large =
                ("{\"id\":\"e-large\",\"x\":\"" + "x".repeat(1_500_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        records.send(GENERATIONS, "e-large", large);
        assertThat(records.awaitDeadLetter("TOO_LARGE", one -> Records.keyIs(one, "e-large"))
                        .value())
                .hasSameSizeAs(large);
    }

    @Test
    void anUnknownProfileIsUnavailableAndRedrivable() throws Exception {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                GENERATIONS,
                "e-profile".getBytes(StandardCharsets.UTF_8),
                Records.event("e-profile", "answer", "passage"));
        sent.headers().add("plumbline-profile", "no-such".getBytes(StandardCharsets.UTF_8));
        records.send(sent);
        assertThat(records.awaitVerdict("e-profile").outcome())
                .isInstanceOfSatisfying(Outcome.Unavailable.class, outcome -> assertThat(outcome.code())
                        .isEqualTo(UnavailableCode.UNKNOWN_PROFILE));
        assertThat(Records.header(
                        records.awaitDeadLetter("UNKNOWN_PROFILE", one -> Records.keyIs(one, "e-profile")),
                        "plumbline-dlq-redrivable"))
                .isEqualTo("true");
    }

    @Test
    void aDeadLetterThatIsPutBackAndDiesAgainCountsItsAttempts() throws Exception {
        records.send(GENERATIONS, "e-again", Records.event("e-again", "FAIL", "passage"));
        records.awaitDeadLetter("ENGINE_FAILURE", one -> Records.keyIs(one, "e-again"));
        Map<RedriveAction, Long> counts = new Redriver(
                        Map.of("bootstrap.servers", records.bootstrap()),
                        "plumbline.generations.v1.dlq",
                        Clock.systemUTC())
                .run(
                        new RedriveFilter(Set.of("ENGINE_FAILURE"), Optional.empty(), Optional.empty(), Set.of()),
                        new RedriveLimits(100, 100, 3, false),
                        Optional.empty(),
                        line -> {});
        assertThat(counts).containsKey(RedriveAction.SENT);
        ConsumerRecord<byte[], byte[]> second = records.awaitDeadLetter(
                "ENGINE_FAILURE",
                one -> Records.keyIs(one, "e-again")
                        && Records.header(one, "plumbline-redrive-attempt").equals("1"));
        assertThat(second.value()).isEqualTo(Records.event("e-again", "FAIL", "passage"));
    }

    @Test
    void anAnswerWithoutContextIsAnAbstention() throws Exception {
        records.send(GENERATIONS, "e-empty", Records.event("e-empty", "answer"));
        assertThat(records.awaitVerdict("e-empty").outcome())
                .isEqualTo(new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "no passages"));
    }

    @Test
    void aFailingEngineIsTriedThreeTimesThenUnavailable() throws Exception {
        int before = fake.failures.get();
        records.send(GENERATIONS, "e-fail", Records.event("e-fail", "FAIL", "passage"));
        assertThat(records.awaitVerdict("e-fail").outcome())
                .isEqualTo(new Outcome.Unavailable(UnavailableCode.ENGINE_FAILURE, "made up"));
        assertThat(fake.failures.get() - before).isEqualTo(3);
        records.awaitDeadLetter("ENGINE_FAILURE", one -> Records.keyIs(one, "e-fail"));
    }

    @Test
    void anIdThatComesWithAnotherBodyIsADeadLetter() throws Exception {
        records.send(GENERATIONS, "e-reused", Records.event("e-reused", "answer", "passage"));
        records.send(GENERATIONS, "e-reused", Records.event("e-reused", "another", "passage"));
        records.awaitDeadLetter("ID_REUSED", one -> Records.keyIs(one, "e-reused"));
    }

    @Test
    void aFullQueueStopsTheReadingAndLosesNothing() throws Exception {
        int count = 80;
        List<Integer> queued = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.send(GENERATIONS, "e-slow-" + i, Records.event("e-slow-" + i, "SLOW", "passage"));
            queued.add(detection.executor().queuedItems());
        }
        List<ConsumerRecord<byte[], byte[]>> verdicts = records.awaitAll(
                "plumbline.verdicts.v1",
                one -> new String(one.key(), StandardCharsets.UTF_8).startsWith("e-slow-"),
                count);
        assertThat(verdicts.stream().map(one -> new String(one.key(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "e-slow-" + i).toList());
        // three may wait, and one lies in the worker's batch
        assertThat(queued).allMatch(items -> items <= 4);
    }

    @Test
    void scoresOverHttpBeforeTheStreamAndWithADeadline() throws Exception {
        fake.hold.set(true);
        records.send(GENERATIONS, "e-hold", Records.event("e-hold", "HOLD", "passage"));
        await().until(() -> !detection.executor().queueAge().isZero());
        for (int i = 0; i < 3; i++) {
            records.send(GENERATIONS, "e-wait-" + i, Records.event("e-wait-" + i, "SLOW", "passage"));
        }
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(() -> given().contentType("application/json")
                .header("Plumbline-Deadline-Ms", 1)
                .body(Records.event("e-late", "answer", "passage"))
                .post("/internal/v1/score")
                .statusCode());
        CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(() -> given().contentType("application/json")
                .body(Records.event("e-sync", "answer", "passage"))
                .post("/internal/v1/score")
                .asByteArray());
        await().until(() -> detection.executor().queuedItems() >= 2);
        given().get("/q/health/ready").then().statusCode(200);
        fake.hold.set(false);
        assertThat(late.get()).isEqualTo(504);
        assertThat(Records.CODEC
                        .decode(VerdictEvent.class, first.get())
                        .outcome()
                        .status())
                .isEqualTo(Outcome.SCORED);
        records.awaitVerdict("e-wait-2");
    }

    @Test
    void aRoutingChangeIsPickedUpWithoutARestart() throws Exception {
        records.send(GENERATIONS, "e-before", Records.eventOf("routed", "e-before", "answer"));
        assertThat(records.awaitVerdict("e-before").profileName()).isEqualTo("fake");
        int version =
                route("{\"routes\":[{\"tenant\":\"routed\",\"active\":\"mild\",\"shadows\":[\"fake\",\"broken\"]}]}");
        assertThat(records.auditOf("ROUTING_CHANGED", version)).contains("\"by\":\"tester\"", "\"hash\":");
        assertThat(records.auditOf("ROUTING_APPLIED", version)).contains("\"previousVersion\":");

        records.send(GENERATIONS, "e-routed", Records.eventOf("routed", "e-routed", "answer"));
        VerdictEvent active = records.awaitVerdict("e-routed");
        assertThat(active.profileName()).isEqualTo("mild");
        List<ConsumerRecord<byte[], byte[]>> shadows =
                records.awaitAll(Topics.SHADOW_VERDICTS, one -> Records.keyIs(one, "e-routed"), 2);
        assertThat(shadows)
                .allMatch(one -> Records.header(one, "plumbline-role").equals("shadow"));
        VerdictEvent shadow =
                Records.CODEC.decode(VerdictEvent.class, shadows.get(0).value());
        assertThat(shadow.profileName()).isEqualTo("fake");
        assertThat(shadow.outcome()).isInstanceOfSatisfying(Outcome.Scored.class, scored -> assertThat(scored.label())
                .isEqualTo(Label.HALLUCINATED));
        assertThat(Records.CODEC
                        .decode(VerdictEvent.class, shadows.get(1).value())
                        .outcome())
                .as("a fault of a shadow is a shadow's fault")
                .isInstanceOf(Outcome.Unavailable.class);

        // the same profile on the same event says the same, active or on trial; and another tenant is judged as before
        route("{\"routes\":[{\"tenant\":\"routed\",\"active\":\"fake\"}]}");
        records.send(GENERATIONS, "e-routed", Records.eventOf("routed", "e-routed", "answer"));
        ConsumerRecord<byte[], byte[]> again = records.await(
                "plumbline.verdicts.v1",
                one -> Records.keyIs(one, "e-routed")
                        && new String(one.value(), StandardCharsets.UTF_8).contains("\"fake\""));
        assertThat(again.value()).isEqualTo(shadows.get(0).value());
        records.send(GENERATIONS, "e-other", Records.eventOf("other", "e-other", "answer"));
        assertThat(records.awaitVerdict("e-other").profileName()).isEqualTo("fake");
        String metrics = metrics();
        assertThat(
                        value(
                                metrics,
                                "plumbline_shadow_comparisons_total{active=\"SUPPORTED\",shadow=\"HALLUCINATED\",trial=\"fake\""))
                .isEqualTo(1);
        assertThat(value(
                        metrics,
                        "plumbline_shadow_comparisons_total{active=\"SUPPORTED\",shadow=\"SUPPORTED\",trial=\"fake\""))
                .isZero();
        assertThat(value(metrics, "plumbline_shadow_events_total{outcome=\"UNAVAILABLE\""))
                .isEqualTo(1);
    }

    @Test
    void whatAnErasureMovedIsNotJudgedAgain() throws Exception {
        ProducerRecord<byte[], byte[]> moved = new ProducerRecord<>(
                GENERATIONS, "e-moved".getBytes(StandardCharsets.UTF_8), Records.event("e-moved", "answer", "passage"));
        moved.headers().add("plumbline-moved-done", "true".getBytes(StandardCharsets.UTF_8));
        records.send(moved);
        // the same key, so behind it on the same partition
        records.send(GENERATIONS, "e-moved", Records.event("e-after-moved", "answer", "passage"));
        records.awaitVerdict("e-after-moved");
        assertThat(TopicRecords.committed(records.bootstrap(), Topics.VERDICTS))
                .noneMatch(one -> Records.keyIs(one, "e-moved"));
    }

    @Test
    void aTableThatCannotBeServedChangesNothingAndTheAuditSaysWhy() throws Exception {
        int good = route("{\"routes\":[{\"tenant\":\"kept\",\"active\":\"mild\"}]}");
        double refused = value(metrics(), "plumbline_routing_changes_total{outcome=\"REFUSED\"");
        int bad = records.append("{\"routes\":[{\"tenant\":\"kept\",\"active\":\"no-such\"}]}");
        assertThat(records.auditOf("ROUTING_REFUSED", bad))
                .contains("\"why\":\"UNKNOWN_PROFILE: no profile no-such\"", "\"previousVersion\":\"" + good + "\"");
        assertThat(value(metrics(), "plumbline_routing_changes_total{outcome=\"REFUSED\""))
                .isEqualTo(refused + 1);
        assertThat(value(metrics(), "plumbline_routing_version")).isEqualTo(good);
        records.send(GENERATIONS, "e-kept", Records.eventOf("kept", "e-kept", "answer"));
        assertThat(records.awaitVerdict("e-kept").profileName()).isEqualTo("mild");
    }

    /** Makes it the table, and waits until the detector goes by it. */
    private int route(String table) {
        int version = records.append(table);
        await().until(() -> value(metrics(), "plumbline_routing_version") == version);
        return version;
    }
}
