package io.plumbline.stages.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Rejection;
import io.plumbline.stages.kafka.TopicRange;
import io.plumbline.stages.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a real broker. Each test has a dead-letter topic of its own. */
class RedriverTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final RedriveLimits FAST = new RedriveLimits(1000, 100, 3, false);

    private static Optional<EmbeddedKafka> kafka = Optional.empty();
    private static Map<String, Object> client = Map.of();

    private final List<AuditLine> audit = new ArrayList<>();

    @BeforeAll
    static void start() {
        kafka = Optional.of(EmbeddedKafka.builder().port(0).start());
        client = Map.of("bootstrap.servers", kafka.get().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    private static void letter(
            String topic, String key, String origin, Rejection rejection, Instant time, Map<String, String> own)
            throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), bytes("body of " + key));
        own.forEach((name, value) -> record.headers().add(name, bytes(value)));
        new DeadLetter(new DeadLetter.Origin(origin, 2, 7), rejection, time)
                .headers()
                .forEach((name, value) -> record.headers().add(name, value));
        send(record);
    }

    private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Rejection failed(String code) {
        return new Rejection(code, "made up", true);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (TopicRange range = TopicRange.open(client, topic, TopicRange.Limits.NONE)) {
            range.forEach(all::add);
        }
        return all;
    }

    private Redriver redriver(String topic) {
        return new Redriver(client, topic, Clock.systemUTC());
    }

    @Test
    void aLetterKeepsItsTraceAndTheRedriveIsLinkedToIt() throws Exception {
        String dead = Topics.dlq(Topics.MITIGATION_REQUESTS);
        String parent = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
        letter(
                dead,
                "traced",
                Topics.MITIGATION_REQUESTS,
                failed("OUT_OF_MEMORY"),
                NOON,
                Map.of("traceparent", parent));
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        Tracing tracing = Tracing.with(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build());
        new Redriver(client, dead, Clock.systemUTC(), tracing)
                .run(
                        new RedriveFilter(Set.of("OUT_OF_MEMORY"), Optional.empty(), Optional.empty(), Set.of()),
                        FAST,
                        Optional.empty(),
                        audit::add);
        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getTraceId()).isEqualTo("a".repeat(32));
        assertThat(span.getParentSpanId()).isEqualTo("b".repeat(16));
        assertThat(span.getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo("b".repeat(16)));
        ConsumerRecord<byte[], byte[]> back = records(Topics.MITIGATION_REQUESTS).stream()
                .filter(record -> Arrays.equals(record.key(), bytes("traced")))
                .findFirst()
                .orElseThrow();
        assertThat(back.headers().headers("traceparent")).singleElement().satisfies(header -> assertThat(header.value())
                .isEqualTo(bytes("00-" + "a".repeat(32) + "-" + span.getSpanId() + "-01")));
    }

    @Test
    void putsBackWhatCanSucceedOnceAndSaysWhyItLeavesTheRest() throws Exception {
        String dead = Topics.GENERATIONS_DLQ;
        letter(dead, "good", Topics.GENERATIONS, failed("ENGINE_FAILURE"), NOON, Map.of("traceparent", "t"));
        letter(dead, "bad", Topics.GENERATIONS, new Rejection("SCHEMA_INVALID", "x", false), NOON, Map.of());
        letter(dead, "tired", Topics.GENERATIONS, failed("BUSY"), NOON, Map.of(RedriveHeaders.ATTEMPT, "3"));
        letter(dead, "again", Topics.GENERATIONS, failed("BUSY"), NOON, Map.of(RedriveHeaders.ATTEMPT, "1"));
        letter(dead, "elsewhere", "someone.elses", failed("BUSY"), NOON, Map.of());
        letter(dead, "circle", dead, failed("BUSY"), NOON, Map.of());
        send(new ProducerRecord<>(dead, bytes("stranger"), bytes("no headers")));
        Map<RedriveAction, Long> expected = Map.of(
                RedriveAction.SENT, 2L,
                RedriveAction.HOPELESS, 1L,
                RedriveAction.TRIED_OFTEN, 1L,
                RedriveAction.NO_ORIGIN, 3L);

        assertThat(redriver(dead).dryRun(RedriveFilter.ALL, FAST, Optional.empty(), audit::add))
                .isEqualTo(expected);
        assertThat(records(Topics.GENERATIONS)).as("a dry run writes nothing").isEmpty();
        assertThat(records(dead)).hasSize(7);
        assertThat(audit.get(0).toJson())
                .contains("\"action\":\"WOULD_SEND\"", "\"deadLetter\":\"" + dead + "/0:0\"", "\"attempt\":1")
                .doesNotContain("body of");

        audit.clear();
        assertThat(redriver(dead).run(RedriveFilter.ALL, FAST, Optional.empty(), audit::add))
                .isEqualTo(expected);
        List<ConsumerRecord<byte[], byte[]>> back = records(Topics.GENERATIONS);
        assertThat(back).hasSize(2);
        ConsumerRecord<byte[], byte[]> good = back.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals("good"))
                .findFirst()
                .orElseThrow();
        assertThat(good.value()).isEqualTo(bytes("body of good"));
        assertThat(good.headers().toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("traceparent=t", "plumbline-redrive-attempt=1", "plumbline-redrive-of=0:0");
        assertThat(audit.stream().filter(line -> line.action() == RedriveAction.SENT))
                .extracting(line -> line.dead().key(), line -> line.attempt().orElse(0))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("good", 1),
                        org.assertj.core.groups.Tuple.tuple("again", 2));
        assertThat(audit.get(0).toJson())
                .contains("\"written\":\"" + Topics.GENERATIONS + "/" + good.partition() + ":" + good.offset() + "\"");

        audit.clear();
        assertThat(redriver(dead).run(RedriveFilter.ALL, FAST, Optional.empty(), audit::add))
                .as("a second run")
                .containsEntry(RedriveAction.ALREADY_SENT, 2L)
                .doesNotContainKey(RedriveAction.SENT);
        assertThat(records(Topics.GENERATIONS)).hasSize(2);
    }

    @Test
    void takesWhatIsMeantAndNoMoreThanAllowed() throws Exception {
        String dead = Topics.dlq(Topics.MITIGATION_REQUESTS);
        for (int hour = 0; hour < 6; hour++) {
            letter(
                    dead,
                    "r" + hour,
                    Topics.MITIGATION_REQUESTS,
                    failed(hour % 2 == 0 ? "BUSY" : "TIMEOUT"),
                    NOON.plus(Duration.ofHours(hour)),
                    Map.of());
        }
        RedriveFilter busyInTheAfternoon = new RedriveFilter(
                Set.of("BUSY"),
                Optional.of(NOON.plusSeconds(1)),
                Optional.of(NOON.plus(Duration.ofHours(5))),
                Set.of());
        redriver(dead).dryRun(busyInTheAfternoon, FAST, Optional.empty(), audit::add);
        assertThat(audit).extracting(line -> line.dead().key()).containsExactly("r2", "r4");

        redriver(dead).run(busyInTheAfternoon, new RedriveLimits(1000, 1, 3, false), Optional.empty(), line -> {});
        assertThat(records(Topics.MITIGATION_REQUESTS)).hasSize(1);

        RedriveFilter one =
                new RedriveFilter(Set.of(), Optional.empty(), Optional.empty(), Set.of(DeadRecord.Place.parse("0:5")));
        redriver(dead).run(one, FAST, Optional.empty(), line -> {});
        assertThat(records(Topics.MITIGATION_REQUESTS))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("r2", "r5");
    }

    @Test
    void aRunThatEndsBeforeItsAuditLineIsWrittenHasMarkedWhatItDid() throws Exception {
        String dead = Topics.dlq(Topics.MITIGATIONS);
        letter(dead, "m1", Topics.MITIGATIONS, failed("BUSY"), NOON, Map.of());
        letter(dead, "m2", Topics.MITIGATIONS, failed("BUSY"), NOON, Map.of());
        assertThatThrownBy(() -> redriver(dead).run(RedriveFilter.ALL, FAST, Optional.empty(), line -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(redriver(dead).run(RedriveFilter.ALL, FAST, Optional.empty(), audit::add))
                .isEqualTo(Map.of(RedriveAction.ALREADY_SENT, 1L, RedriveAction.SENT, 1L));
        assertThat(records(Topics.MITIGATIONS)).hasSize(2);
    }

    @Test
    void aProgramGivesHopeToWhatCouldNotSucceedUnchangedAndTheAuditSaysWhere() throws Exception {
        String dead = Topics.dlq(Topics.LABELS);
        Rejection invalid = new Rejection("SCHEMA_INVALID", "made up", false);
        letter(dead, "number", "{\"id\":\"number\",\"response\":1912,\"old\":{\"a\":1}}", invalid);
        letter(dead, "other", "{\"id\":\"other\",\"response\":null}", invalid);
        letter(dead, "poison", "not json", invalid);
        BodyTransform program = BodyTransform.jq("if .response then .response |= tostring | del(.old)"
                + " | .passages = [{id: \"p1\", text: \"unknown\"}] else . end");
        Map<RedriveAction, Long> expected = Map.of(RedriveAction.SENT, 1L, RedriveAction.NOT_TRANSFORMED, 2L);
        assertThat(redriver(dead).dryRun(RedriveFilter.ALL, FAST, Optional.of(program), audit::add))
                .isEqualTo(expected);
        assertThat(audit.get(0).toJson())
                .contains("\"changed\":[\"+/passages\",\"-/old\",\"~/response\"]", program.id())
                .doesNotContain("1912");
        assertThat(audit.get(1).toJson()).contains("\"refused\":\"what the program gives is no valid event");
        assertThat(audit.get(2).toJson()).contains("\"refused\":\"its body is no JSON object");

        int before = records(Topics.GENERATIONS).size();
        assertThat(redriver(dead).run(RedriveFilter.ALL, FAST, Optional.of(program), audit::add))
                .isEqualTo(expected);
        List<ConsumerRecord<byte[], byte[]>> back = records(Topics.GENERATIONS);
        assertThat(back).hasSize(before + 1);
        ConsumerRecord<byte[], byte[]> number = back.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals("number"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(number.value(), StandardCharsets.UTF_8))
                .contains("\"response\":\"1912\"")
                .doesNotContain("old");
        assertThat(RedriveHeaders.text(number.headers(), "plumbline-redrive-transform"))
                .contains(program.id());
    }

    private static void letter(String topic, String key, String body, Rejection rejection) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), bytes(body));
        new DeadLetter(new DeadLetter.Origin(Topics.GENERATIONS, 2, 7), rejection, NOON)
                .headers()
                .forEach((name, value) -> record.headers().add(name, value));
        send(record);
    }

    @Test
    void aProgramMayNotChangeTheIdNorGiveTwoBodies() {
        byte[] body = bytes("{\"id\":\"a\"}");
        assertThatThrownBy(() -> BodyTransform.jq(".id = \"b\"").apply(Topics.LABELS, body))
                .hasMessageContaining("changes the id");
        assertThatThrownBy(() -> BodyTransform.jq("., .").apply(Topics.LABELS, body))
                .hasMessageContaining("2 results");
        assertThatThrownBy(() -> BodyTransform.jq(".id | error").apply(Topics.LABELS, body))
                .hasMessageContaining("fails on it");
        assertThatThrownBy(() -> BodyTransform.jq(".[")).hasMessageContaining("not a jq program");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(
                        () -> redriver("no.such.topic").dryRun(RedriveFilter.ALL, FAST, Optional.empty(), line -> {}))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("no.such.topic");
        assertThatThrownBy(() -> DeadRecord.Place.parse("17")).hasMessageContaining("PARTITION:OFFSET");
        assertThatThrownBy(() -> new RedriveLimits(0, 1, 1, false)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new RedriveFilter(Set.of(), Optional.of(NOON), Optional.of(NOON), Set.of()))
                .hasMessageContaining("is no time");
    }
}
