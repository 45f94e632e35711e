package io.plumbline.standalone;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.redrive.RedriveFilter;
import io.plumbline.stages.redrive.RedriveLimits;
import io.plumbline.stages.redrive.Redriver;
import io.plumbline.stages.tracing.Tracing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Gateway, detector and mitigator in one process with tracing on: what is written on a real broker, header by header, and what a
 * receiver of OTLP gets.
 */
@QuarkusTest
@QuarkusTestResource(value = CollectorResource.class, restrictToAnnotatedClass = true)
class TraceAlongTheWayTest {
    private static final String BAD = "A queen opened that bridge.";
    private static final String CALLER_SPAN = "c".repeat(16);

    @Exports
    List<byte[]> exports = List.of();

    private TopicRecords records = new TopicRecords("localhost:1");

    @BeforeEach
    void open() {
        records.close();
        records = new TopicRecords(bootstrap());
        await().until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void close() {
        records.close();
    }

    private static String bootstrap() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }

    /** Names of traces that no other run of these tests uses: the class runs twice, once for each kind of delivery. */
    private static String traceId(String first) {
        return first.repeat(32);
    }

    private static void post(String path, String id, String answer, String trace) {
        given().contentType(ContentType.JSON)
                .header("traceparent", "00-" + trace + "-" + CALLER_SPAN + "-01")
                .body("{\"id\":\"" + id + "\",\"question\":\"Where does the river rise?\",\"passages\":[{\"id\":\"p1\","
                        + "\"text\":\"The river rises in the south.\"}],\"response\":\"" + answer + "\"}")
                .post(path)
                .then()
                .statusCode(path.endsWith("score") ? 200 : 202);
    }

    /** The span that a record names, in its only trace header. */
    private String spanOf(String topic, String key, String trace) {
        return spanOf(records.await(topic, one -> TopicRecords.keyIs(one, key)), trace);
    }

    private static String spanOf(ConsumerRecord<byte[], byte[]> record, String trace) {
        List<String> headers = StreamSupport.stream(
                        record.headers().headers(RecordHeaders.TRACE_PARENT).spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(headers).as(record.topic()).hasSize(1);
        assertThat(headers.get(0)).startsWith("00-" + trace + "-").endsWith("-01");
        assertThat(TopicRecords.header(record, RecordHeaders.CALLER_TRACE_PARENT))
                .isEqualTo("00-" + trace + "-" + CALLER_SPAN + "-01");
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).doesNotContain(trace);
        return headers.get(0).substring(36, 52);
    }

    /** What was exported of a trace, once there are so many spans; by name and, where a name comes twice, start. */
    private Map<String, Span> spans(String trace, int count) {
        await().until(() -> all(trace).size() >= count);
        Map<String, Span> spans = new TreeMap<>();
        all(trace).stream()
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
                .forEach(span -> spans.put(
                        spans.containsKey(span.getName()) ? span.getName() + " again" : span.getName(), span));
        assertThat(spans).hasSize(count);
        return spans;
    }

    private List<Span> all(String trace) {
        List<Span> spans = new ArrayList<>();
        for (byte[] body : exports) {
            try {
                ExportTraceServiceRequest.parseFrom(body)
                        .getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        spans.removeIf(span -> !hex(span.getTraceId()).equals(trace));
        return spans;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Span one(Map<String, Span> spans, String name) {
        return Optional.ofNullable(spans.get(name)).orElseThrow(() -> new AssertionError(name + " in " + spans));
    }

    private static void assertParent(Map<String, Span> spans, String child, String parent) {
        assertThat(hex(one(spans, child).getParentSpanId()))
                .as(child)
                .isEqualTo(hex(one(spans, parent).getSpanId()));
    }

    private static Map<String, String> attributes(Span span) {
        Map<String, String> attributes = new TreeMap<>();
        for (KeyValue pair : span.getAttributesList()) {
            String text = pair.getValue().toString();
            attributes.put(pair.getKey(), text.substring(text.indexOf(' ') + 1).strip());
        }
        return attributes;
    }

    private static String id(Map<String, Span> spans, String name) {
        return hex(one(spans, name).getSpanId());
    }

    @Test
    void oneTraceFromTheRequestToTheRepair() {
        String trace = traceId("a");
        post("/v1/generations", "traced", BAD, trace);
        String mitigated = spanOf(Topics.MITIGATIONS, "traced", trace);
        String generated = spanOf(Topics.GENERATIONS, "traced", trace);
        String judged = spanOf(Topics.VERDICTS, "traced", trace);
        String requested = spanOf(Topics.MITIGATION_REQUESTS, "traced", trace);

        Map<String, Span> spans = spans(trace, 12);
        String accept = "accept generation";
        String process = "process " + Topics.GENERATIONS;
        String repair = "process " + Topics.MITIGATION_REQUESTS;
        assertThat(hex(one(spans, accept).getParentSpanId())).isEqualTo(CALLER_SPAN);
        assertParent(spans, "send " + Topics.GENERATIONS, accept);
        assertParent(spans, process, "send " + Topics.GENERATIONS);
        for (String child :
                List.of("queue wait", "pass", "send " + Topics.VERDICTS, "send " + Topics.MITIGATION_REQUESTS)) {
            assertParent(spans, child, process);
        }
        assertParent(spans, repair, "send " + Topics.MITIGATION_REQUESTS);
        for (String child : List.of("queue wait again", "mitigate", "send " + Topics.MITIGATIONS)) {
            assertParent(spans, child, repair);
        }
        assertParent(spans, "strategy regenerate", "mitigate");

        assertThat(generated).isEqualTo(id(spans, "send " + Topics.GENERATIONS));
        assertThat(judged).isEqualTo(id(spans, "send " + Topics.VERDICTS));
        assertThat(requested).isEqualTo(id(spans, "send " + Topics.MITIGATION_REQUESTS));
        assertThat(mitigated).isEqualTo(id(spans, "send " + Topics.MITIGATIONS));

        assertThat(attributes(one(spans, "pass")))
                .containsEntry("plumbline.profile", "\"novelty\"")
                .containsEntry("plumbline.outcome", "\"SCORED\"")
                .containsEntry("gen_ai.evaluation.score.label", "\"HALLUCINATED\"")
                .containsEntry("gen_ai.request.model", "\"default\"")
                .containsKeys("gen_ai.usage.input_tokens", "gen_ai.evaluation.score.value", "plumbline.profile.id");
        assertThat(attributes(one(spans, process)))
                .containsEntry("messaging.destination.name", "\"" + Topics.GENERATIONS + "\"")
                .containsEntry("plumbline.event.id", "\"traced\"");
        assertThat(attributes(one(spans, "strategy regenerate")))
                .containsEntry("plumbline.outcome", "\"USABLE\"")
                .containsEntry("gen_ai.usage.output_tokens", Integer.toString(TinyLoaders.WRITTEN.length()));
        assertThat(spans.values())
                .allSatisfy(span ->
                        assertThat(span.toString()).as("no text of anybody").doesNotContain("queen", "river"));
    }

    @Test
    void aDeadLetterThatIsPutBackStaysInItsTraceAndIsLinked() {
        String trace = traceId("b");
        post("/v1/generations", "broken", TinyLoaders.BREAKS, trace);
        String died = spanOf(Topics.GENERATIONS_DLQ, "broken", trace);
        try (Tracing tracing = Tracing.open(
                "redrive",
                Map.of(
                        "otel.exporter.otlp.endpoint",
                        ConfigProvider.getConfig().getValue("otel.exporter.otlp.endpoint", String.class)))) {
            new Redriver(Map.of("bootstrap.servers", bootstrap()), Topics.GENERATIONS_DLQ, Clock.systemUTC(), tracing)
                    .run(
                            new RedriveFilter(Set.of("ENGINE_FAILURE"), Optional.empty(), Optional.empty(), Set.of()),
                            new RedriveLimits(100, 100, 3, false),
                            Optional.empty(),
                            line -> {});
        }
        ConsumerRecord<byte[], byte[]> again = records.await(
                Topics.GENERATIONS_DLQ,
                one -> TopicRecords.keyIs(one, "broken")
                        && TopicRecords.header(one, "plumbline-redrive-attempt").equals("1"));
        String diedAgain = spanOf(again, trace);

        Map<String, Span> spans = spans(trace, 13);
        String dead = "send " + Topics.GENERATIONS_DLQ;
        String back = "send " + Topics.GENERATIONS + " again";
        assertThat(died).isEqualTo(id(spans, dead));
        assertThat(diedAgain).isEqualTo(id(spans, dead + " again"));
        assertParent(spans, back, dead);
        assertThat(one(spans, back).getLinksList()).singleElement().satisfies(link -> assertThat(hex(link.getSpanId()))
                .isEqualTo(died));
        assertParent(spans, "process " + Topics.GENERATIONS + " again", back);
        assertThat(attributes(one(spans, "process " + Topics.GENERATIONS)))
                .containsEntry("error.type", "\"ENGINE_FAILURE\"");
    }

    @Test
    void anAnswerScoredAtOnceHasTheSameParts() {
        String trace = traceId("d");
        post("/v1/score", "at-once", BAD, trace);
        Map<String, Span> spans = spans(trace, 4);
        assertThat(hex(one(spans, "score answer").getParentSpanId())).isEqualTo(CALLER_SPAN);
        assertParent(spans, "score", "score answer");
        assertParent(spans, "queue wait", "score");
        assertParent(spans, "pass", "score");
    }
}
