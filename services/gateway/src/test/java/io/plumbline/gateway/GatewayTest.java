package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.plumbline.client.Check;
import io.plumbline.client.PlumblineClient;
import io.plumbline.client.PlumblineClientException;
import io.plumbline.embeddedkafka.testing.KafkaTestResource;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.ReceivedGeneration;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(DetectorStub.class)
class GatewayTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String PROFILE_ID = "0123456789abcdef".repeat(4);

    @Inject
    VerdictStore store;

    @Inject
    GatewayConfig gateway;

    @BeforeAll
    static void sendNdjsonAsItIs() {
        RestAssured.config = RestAssured.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(GenerationsResource.NDJSON, ContentType.TEXT));
    }

    @Test
    void anAcceptedEventIsOnTheTopicUnderItsId() {
        post(event("accepted", "It opened in 1932 \uD83E\uDD8A."))
                .statusCode(202)
                .header("Location", containsString("/v1/generations/accepted/verdicts"))
                .body("eventId", equalTo("accepted"))
                .body("repetition", equalTo(false));
        List<ConsumerRecord<String, byte[]>> records = Kafka.read(Topics.GENERATIONS, "accepted");
        assertThat(records).hasSize(1);
        ConsumerRecord<String, byte[]> published = records.get(0);
        GenerationEvent read = CODEC.decodeStrict(GenerationEvent.class, published.value());
        assertThat(read.response()).isEqualTo("It opened in 1932 \uD83E\uDD8A.");
        assertThat(read.tenant()).isEqualTo("default");
        assertThat(CODEC.encode(read)).isEqualTo(published.value());
        assertThat(new String(published.headers().lastHeader("ce_type").value(), UTF_8))
                .isEqualTo("io.plumbline.generation.v1");
        assertThat(new String(published.headers().lastHeader("ce_subject").value(), UTF_8))
                .isEqualTo("accepted");
    }

    @Test
    void theContextOfARequestGoesOnInOneHeaderBesideAnEstimateOfTheLength() {
        String caller = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        given().contentType(ContentType.JSON)
                .header("traceparent", caller)
                .body(event("in-a-trace", "It opened in 1932."))
                .post("/v1/generations")
                .then()
                .statusCode(202);
        ConsumerRecord<String, byte[]> record =
                Kafka.read(Topics.GENERATIONS, "in-a-trace").get(0);
        assertThat(record.headers().headers("traceparent")).singleElement().satisfies(header -> assertThat(
                        new String(header.value(), UTF_8))
                .isEqualTo(caller));
        GenerationEvent read = CODEC.decodeStrict(GenerationEvent.class, record.value());
        assertThat(new String(
                        record.headers().lastHeader("plumbline-tokens-estimate").value(), UTF_8))
                .isEqualTo(Long.toString(ReceivedGeneration.estimatedTokens(read)));
    }

    @Test
    void aRepetitionIsHarmlessAndAnotherBodyIsRefused() {
        post(event("twice", "first")).statusCode(202).body("repetition", equalTo(false));
        post("{ \"response\" : \"first\",\"passages\":[{\"text\":\"The bridge.\",\"id\":\"p1\"}],\"id\":\"twice\"}")
                .statusCode(202)
                .body("repetition", equalTo(true));
        post(event("twice", "second"))
                .statusCode(409)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("ID_REUSED"))
                .body("type", equalTo("urn:plumbline:problem:id-reused"));
        assertThat(Kafka.read(Topics.GENERATIONS, "twice")).hasSize(1);
    }

    @Test
    void whatIsNotAnEventIsRefusedWithItsPlace() {
        post("{\"id\":\"bad\",\"passages\":[{\"id\":\"p\",\"text\":7}],\"response\":\"r\"}")
                .statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("SCHEMA_INVALID"))
                .body("pointer", equalTo("/passages/0/text"))
                .body("eventId", equalTo("bad"))
                .body("violations", hasSize(1));
        post("{\"id\":\"typo\",\"passage\":[],\"passages\":[],\"response\":\"r\"}")
                .statusCode(422)
                .body("detail", containsString("passage"));
        post("{\"schemaVersion\":\"2.0\",\"id\":\"new\"}").statusCode(422).body("code", equalTo("UNSUPPORTED_VERSION"));
        post("no json").statusCode(400).body("code", equalTo("UNPARSABLE"));
        post("").statusCode(400).body("code", equalTo("UNPARSABLE"));
        given().contentType("text/plain")
                .body("x")
                .post("/v1/generations")
                .then()
                .statusCode(415);
    }

    @Test
    void sizeHasLimits() {
        post(event("large", "x".repeat(1 << 20)))
                .statusCode(413)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("TOO_LARGE"));
        String line = event("many", "r") + "\n";
        batch(line.repeat(1001)).statusCode(413).body("detail", containsString("1001 lines"));
        batch((event("big", "x".repeat(1_000_000)) + "\n").repeat(17))
                .statusCode(413)
                .body("detail", containsString("bytes"));
    }

    @Test
    void aBatchHasAResultForEachLine() {
        String[] results = batch(event("b1", "r") + "\n\n{\"id\":\"b2\"}\r\nnonsense\n" + event("b3", "r") + "\n"
                        + event("b1", "r") + "\n" + event("b1", "other"))
                .statusCode(207)
                .contentType(GenerationsResource.NDJSON)
                .extract()
                .asString()
                .split("\n");
        assertThat(results).hasSize(6);
        assertThat(results[0]).contains("\"line\":1", "\"status\":202", "\"eventId\":\"b1\"");
        assertThat(results[1]).contains("\"line\":3", "\"status\":422", "\"eventId\":\"b2\"", "SCHEMA_INVALID");
        assertThat(results[2]).contains("\"line\":4", "\"status\":400", "UNPARSABLE");
        assertThat(results[3]).contains("\"line\":5", "\"status\":202", "\"eventId\":\"b3\"");
        assertThat(results[4]).contains("\"line\":6", "\"status\":202");
        assertThat(results[5]).contains("\"line\":7", "\"status\":409", "ID_REUSED");
        assertThat(Kafka.read(Topics.GENERATIONS, "b3")).hasSize(1);
        batch(event("b4", "r") + "\n").statusCode(202);
        batch("\n \n").statusCode(400).contentType(Problem.MEDIA_TYPE);
    }

    @Test
    void aLongPollGetsTheVerdictWithTheBytesOfTheTopic() throws Exception {
        given().get("/v1/generations/polled/verdicts")
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("UNKNOWN_EVENT"));
        post(event("polled", "r")).statusCode(202);
        given().get("/v1/generations/polled/verdicts").then().statusCode(202).body("verdicts", hasSize(0));
        given().get("/v1/generations/polled/verdicts?wait=0.2").then().statusCode(202);

        CompletableFuture<Response> poll = CompletableFuture.supplyAsync(
                () -> given().get("/v1/generations/polled/verdicts?wait=60&profile=smollm2"));
        byte[] other = CODEC.encode(verdict("polled", "other-profile"));
        byte[] body = CODEC.encode(verdict("polled", "smollm2"));
        Kafka.send(Topics.VERDICTS, "polled", other);
        Kafka.send(Topics.VERDICTS, "polled", body);
        Response answer = poll.get(90, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString())
                .isEqualTo("{\"eventId\":\"polled\",\"verdicts\":[" + new String(body, UTF_8) + "]}");
        given().get("/v1/generations/polled/verdicts").then().statusCode(200).body("verdicts", hasSize(2));
        given().get("/v1/generations/polled/verdicts?profile=none").then().statusCode(202);
        given().get("/v1/generations/polled/verdicts?wait=61").then().statusCode(400);
        given().get("/v1/generations/polled/verdicts?wait=soon").then().statusCode(400);
    }

    @Test
    void aVerdictThatWasDroppedIsGoneAndNotStillToCome() {
        post(event("dropped", "r")).statusCode(202);
        // larger than everything that is held, so it is dropped at once
        byte[] body = new byte[Math.toIntExact(gateway.verdicts().bytesMax())];
        store.add(
                new GenerationKey("default", "dropped"),
                new VerdictStore.StoredVerdict("id", "smollm2", Optional.empty(), Instant.now(), body));
        given().get("/v1/generations/dropped/verdicts")
                .then()
                .statusCode(410)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("EXPIRED"))
                .body("detail", containsString("POST /v1/score"));
        // posted again it is not judged again
        post(event("dropped", "r")).statusCode(202).body("repetition", equalTo(true));
        assertThat(Kafka.read(Topics.GENERATIONS, "dropped")).hasSize(1);
    }

    @Test
    void aVerdictOnAnEventSentAnotherWayCanBeWaitedFor() throws Exception {
        CompletableFuture<Response> poll =
                CompletableFuture.supplyAsync(() -> given().get("/v1/generations/by-kcat:1/verdicts?wait=60"));
        Kafka.send(Topics.VERDICTS, "by-kcat:1", CODEC.encode(verdict("by-kcat:1", "smollm2")));
        assertThat(poll.get(90, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void poisonOnTheVerdictsTopicDoesNotStopIt() {
        Kafka.send(Topics.VERDICTS, "poison", new byte[] {0, (byte) 0xff, '{'});
        Kafka.send(Topics.VERDICTS, "poison", new byte[0]);
        Kafka.send(Topics.VERDICTS, "poison", new byte[(1 << 20) + (1 << 19)]);
        Kafka.send(Topics.VERDICTS, "poison", "{\"verdictId\":1}".getBytes(UTF_8));
        Kafka.send(Topics.VERDICTS, "poison", CODEC.encode(verdict("poison", "smollm2")));
        given().get("/v1/generations/poison/verdicts?wait=60").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("plumbline_gateway_verdicts_total{outcome=\"UNPARSABLE\""))
                .body(containsString("plumbline_gateway_verdicts_total{outcome=\"TOO_LARGE\""));
    }

    @Test
    void scoringAtOnceGoesToTheDetector() {
        score("ok", "1500").statusCode(200).body("stub", equalTo(true)).body("deadline", equalTo(1500));
        String caller = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        given().contentType(ContentType.JSON)
                .header("traceparent", caller)
                .body(event("ok", "r"))
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("traceparent", equalTo(caller));
        score("busy", "1500").statusCode(503).contentType(Problem.MEDIA_TYPE).body("code", equalTo("BUSY"));
        score("late", "1500").statusCode(504).body("code", equalTo("TIMEOUT")).body("eventId", equalTo("late"));
        score("ok", "0").statusCode(400);
        score("ok", "never").statusCode(400);
        given().contentType(ContentType.JSON)
                .body("{\"id\":\"x\"}")
                .post("/v1/score")
                .then()
                .statusCode(422)
                .body("code", equalTo("SCHEMA_INVALID"));
    }

    @Test
    void theJavaClientUnderstandsIt() throws Exception {
        PlumblineClient client = PlumblineClient.builder(URI.create(RestAssured.baseURI + ":" + RestAssured.port))
                .patience(Duration.ofSeconds(30))
                .build();
        assertThat(client.check(GenerationEvent.of("judged", Optional.empty(), List.of(), "r")))
                .isInstanceOf(Check.Supported.class);
        assertThat(client.check(GenerationEvent.of("busy", Optional.empty(), List.of(), "r")))
                .isInstanceOfSatisfying(Check.NotChecked.class, none -> assertThat(none.reason())
                        .isEqualTo(Check.Reason.BUSY));
        GenerationEvent sent = GenerationEvent.of("by-client", Optional.empty(), List.of(), "r");
        assertThat(client.send(sent)).isFalse();
        assertThat(client.send(sent)).isTrue();
        assertThat(client.verdicts("by-client", Duration.ZERO)).isEmpty();
        VerdictEvent verdict = verdict("by-client", "smollm2");
        Kafka.send(Topics.VERDICTS, "by-client", CODEC.encode(verdict));
        assertThat(client.verdicts("by-client", Duration.ofSeconds(30))).containsExactly(verdict);
        assertThat(catchThrowableOfType(
                                PlumblineClientException.class, () -> client.verdicts("unheard-of", Duration.ZERO))
                        .code())
                .isEqualTo("UNKNOWN_EVENT");
    }

    @Test
    void itSaysWhatItIs() {
        given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
        String openapi =
                given().get("/q/openapi").then().statusCode(200).extract().asString();
        assertThat(openapi)
                .contains("/v1/generations:", "/v1/generations/{eventId}/verdicts:", "/v1/score:")
                .contains("When was the bridge opened?");
        post(event("measured", "r")).statusCode(202);
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics)
                .contains("plumbline_gateway_events_total{outcome=\"ACCEPTED\"")
                .contains("plumbline_gateway_publish_seconds_bucket")
                .contains("plumbline_gateway_event_size_bytes_sum")
                .contains("plumbline_gateway_verdict_store_size_bytes")
                .doesNotContain("tenant=");
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON)
                .body(body.getBytes(UTF_8))
                .post("/v1/generations")
                .then();
    }

    private static ValidatableResponse batch(String body) {
        return given().contentType(GenerationsResource.NDJSON)
                .body(body)
                .post("/v1/generations")
                .then();
    }

    private static ValidatableResponse score(String id, String deadlineMs) {
        return given().contentType(ContentType.JSON)
                .header(ScoreResource.DEADLINE_HEADER, deadlineMs)
                .body(event(id, "r"))
                .post("/v1/score")
                .then();
    }

    private static String event(String id, String response) {
        return "{\"id\":\"" + id + "\",\"passages\":[{\"id\":\"p1\",\"text\":\"The bridge.\"}],\"response\":\""
                + response + "\"}";
    }

    private static VerdictEvent verdict(String eventId, String profile) {
        return new VerdictEvent(
                "1.0",
                Ids.verdictId("default", eventId, PROFILE_ID, profile),
                eventId,
                "default",
                profile,
                Optional.of(PROFILE_ID),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "no passage"),
                List.of());
    }
}
