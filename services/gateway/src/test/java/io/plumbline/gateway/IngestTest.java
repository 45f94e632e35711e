package io.plumbline.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.plumbline.gateway.redaction.Redaction;
import io.plumbline.gateway.redaction.Redactor;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Other people's formats, over HTTP and over Kafka. What real clients send is read in {@code services/ingest}. */
@QuarkusTest
@TestProfile(Surroundings.Channels.class)
@WithTestResource(Surroundings.class)
class IngestTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String UNREDACTABLE = "of this a redactor can make nothing";

    /** Fails for one answer, however often. */
    @ApplicationScoped
    public static class FailingRedactor implements Redactor {
        @Override
        public Redaction redact(GenerationEvent event) {
            if (event.response().equals(UNREDACTABLE)) {
                throw new IllegalStateException("meant to fail");
            }
            return new Redaction(event, Map.of());
        }
    }

    @Test
    void aChatCompletionPairBecomesAnEvent() {
        post("/v1/openai/chat-completions", "application/json", Examples.CHAT_COMPLETION)
                .statusCode(202)
                .body("eventId", equalTo("chatcmpl-1"));
        assertThat(published("chatcmpl-1").passages()).hasSize(1);
        post("/v1/openai/chat-completions", "application/json", "{\"request\":{}}")
                .statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("code", equalTo("INVALID"))
                .body("pointer", equalTo("/response"));
        post("/v1/openai/chat-completions", "application/json", "x").statusCode(400);
    }

    @Test
    void cloudEventsComeStructuredAndBinary() {
        String attributes = "\"specversion\":\"1.0\",\"id\":\"ce\",\"source\":\"/app\",\"type\":";
        post(
                        "/v1/generations",
                        "application/cloudevents+json",
                        "{" + attributes + "\"io.plumbline.generation.v1\",\"data\":" + event("structured") + "}")
                .statusCode(202)
                .body("eventId", equalTo("structured"));
        post(
                        "/v1/generations",
                        "application/cloudevents+json",
                        "{" + attributes + "\"other\",\"data\":" + event("other") + "}")
                .statusCode(422)
                .body("pointer", equalTo("/type"));
        binary("1.0", "io.plumbline.generation.v1").statusCode(202).body("eventId", equalTo("binary"));
        binary("1.0", "io.plumbline.verdict.v1").statusCode(422).body("pointer", equalTo("/type"));
        binary("0.3", "io.plumbline.generation.v1").statusCode(422).body("pointer", equalTo("/specversion"));
    }

    private static ValidatableResponse binary(String version, String type) {
        return request("application/json")
                .header("ce-specversion", version)
                .header("ce-id", "1")
                .header("ce-source", "/app")
                .header("ce-type", type)
                .body(event("binary").getBytes(UTF_8))
                .post("/v1/generations")
                .then();
    }

    @Test
    void anAnswerIsJoinedWithWhatAnEarlierRequestBrought() {
        String trace = "1".repeat(32);
        otlp(traces(trace, retrieval(1), root(9))).statusCode(200);
        otlp(gzip(traces(trace, chat(2))), "gzip").statusCode(200);
        String id = trace + ":0000000000000002";
        ConsumerRecord<String, byte[]> record =
                Kafka.read(Topics.GENERATIONS, id).get(0);
        GenerationEvent event = CODEC.decode(GenerationEvent.class, record.value());
        assertThat(event.passages()).hasSize(1);
        assertThat(event.question()).contains("q");
        // a span of the gateway's own in the trace of the chat, which is remembered
        assertThat(record.headers().headers("traceparent")).singleElement().satisfies(header -> assertThat(
                        new String(header.value(), UTF_8))
                .startsWith("00-" + trace + "-")
                .doesNotContain("-0000000000000002-"));
        assertThat(new String(
                        record.headers()
                                .lastHeader("plumbline-caller-traceparent")
                                .value(),
                        UTF_8))
                .isEqualTo("00-" + trace + "-0000000000000002-01");
        otlp(traces(trace, chat(2))).statusCode(200);
        assertThat(Kafka.read(Topics.GENERATIONS, id)).hasSize(1);
    }

    @Test
    void anAnswerNothingWasRetrievedForIsPublishedWithoutContext() {
        String trace = "2".repeat(32);
        otlp(traces(trace, chat(2))).statusCode(200);
        assertThat(published(trace + ":0000000000000002").passages()).isEmpty();
        given().get("/q/metrics")
                .then()
                .body(org.hamcrest.Matchers.containsString("plumbline_gateway_joins_total{outcome=\"NO_CONTEXT\""));
    }

    @Test
    void anAnswerThatCannotBeRedactedIsGivenUpAndDoesNotStayInTheWay() {
        otlp(traces("4".repeat(32), chat(2, UNREDACTABLE))).statusCode(200);
        String failed = "plumbline_gateway_events_total{outcome=\"REDACTION_FAILED\"";
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(metric(failed)).isEqualTo(6));
        await().untilAsserted(() ->
                assertThat(metric("plumbline_gateway_join_unpublished_events")).isZero());
        assertThat(metric(failed)).isEqualTo(6);
    }

    /** Value of the first line that begins so; negative if there is none. */
    private static double metric(String begin) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void jsonIsAnsweredInJsonAndWhatCannotBeReadIsTold() {
        post("/v1/otlp/v1/traces", "application/json", "{\"resourceSpans\":[]}")
                .statusCode(200)
                .contentType(ContentType.JSON);
        post(
                        "/v1/otlp/v1/traces",
                        "application/json",
                        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"x\"}]}]}]}")
                .statusCode(200)
                .body("partialSuccess.rejectedSpans", equalTo("1"));
        post("/v1/otlp/v1/logs", "application/json", "{}").statusCode(200);
        post("/v1/otlp/v1/traces", "application/json", "[]").statusCode(400).contentType(Problem.MEDIA_TYPE);
        otlp("no protobuf".getBytes(UTF_8)).statusCode(400);
        otlp("no gzip".getBytes(UTF_8), "gzip").statusCode(400);
        otlp(new byte[0], "br").statusCode(415);
        otlp(gzip(new byte[(16 << 20) + 1]), "gzip").statusCode(413);
        assertThat(otlp(new byte[0]).statusCode(200).extract().asByteArray())
                .isEqualTo(ExportTraceServiceResponse.getDefaultInstance().toByteArray());
    }

    @Test
    void theCollectorsRecordsAreReadFromKafka() {
        String trace = "3".repeat(32);
        Kafka.send("otlp_spans", "", "rubbish".getBytes(UTF_8));
        Kafka.send("otlp_spans", "", traces(trace, chat(2)));
        Kafka.send("otlp_spans", "", traces(trace, retrieval(1), root(9)));
        assertThat(published(trace + ":0000000000000002").passages()).hasSize(1);
    }

    private static GenerationEvent published(String id) {
        List<ConsumerRecord<String, byte[]>> records = Kafka.read(Topics.GENERATIONS, id);
        assertThat(records).hasSize(1);
        return CODEC.decodeStrict(GenerationEvent.class, records.get(0).value());
    }

    private static RequestSpecification request(String contentType) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(contentType, ContentType.BINARY)))
                .contentType(contentType);
    }

    private static ValidatableResponse post(String path, String contentType, String body) {
        return request(contentType).body(body.getBytes(UTF_8)).post(path).then();
    }

    private static ValidatableResponse otlp(byte[] body) {
        return request(PROTOBUF).body(body).post("/v1/otlp/v1/traces").then();
    }

    private static ValidatableResponse otlp(byte[] body, String encoding) {
        return request(PROTOBUF)
                .header("Content-Encoding", encoding)
                .body(body)
                .post("/v1/otlp/v1/traces")
                .then();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String event(String id) {
        return "{\"id\":\"" + id + "\",\"passages\":[],\"response\":\"r\"}";
    }

    private static byte[] traces(String trace, Span.Builder... spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        var scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
        for (Span.Builder span : spans) {
            scope.addSpans(span.setTraceId(hex(trace)));
        }
        return request.build().toByteArray();
    }

    private static Span.Builder chat(int second) {
        return chat(second, "r");
    }

    private static Span.Builder chat(int second, String answer) {
        return span(second)
                .setParentSpanId(hex("0".repeat(15) + "9"))
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"q\"}]}]"))
                .addAttributes(attribute(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"" + answer + "\"}]}]"));
    }

    private static Span.Builder retrieval(int second) {
        return span(second)
                .setParentSpanId(hex("0".repeat(15) + "9"))
                .addAttributes(attribute("openinference.span.kind", "RETRIEVER"))
                .addAttributes(attribute("retrieval.documents.0.document.content", "The bridge."));
    }

    private static Span.Builder root(int second) {
        return span(second);
    }

    private static Span.Builder span(int second) {
        return Span.newBuilder()
                .setSpanId(hex("%016d".formatted(second)))
                .setStartTimeUnixNano(second * 1_000_000_000L);
    }

    private static KeyValue attribute(String name, String value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString hex(String digits) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digits));
    }
}
