package io.plumbline.stages.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Rejection;
import io.plumbline.stages.redrive.RedriveAction;
import io.plumbline.stages.redrive.RedriveFilter;
import io.plumbline.stages.redrive.RedriveLimits;
import io.plumbline.stages.redrive.Redriver;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real broker, of its own for each test. */
class EraserTest {
    private static final Eraser.Settings NOW = new Eraser.Settings("tester", Duration.ZERO, Set.of());

    private final List<ErasureLine> audit = new ArrayList<>();
    private Optional<EmbeddedKafka> kafka = Optional.empty();
    private String bootstrap = "";
    private Map<String, Object> client = Map.of();

    @BeforeEach
    void start() {
        kafka = Optional.of(EmbeddedKafka.builder().port(0).start());
        bootstrap = kafka.get().bootstrapServers();
        client = Map.of("bootstrap.servers", bootstrap);
    }

    @AfterEach
    void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    private Eraser eraser(String tenant, String... eventId) {
        return new Eraser(
                client, new ErasureTarget(tenant, List.of(eventId).stream().findFirst()), Clock.systemUTC());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String id, String body) {
        return new ProducerRecord<>(topic, bytes(id), bytes(body));
    }

    private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return TopicRecords.committed(bootstrap, topic);
    }

    /** What one answer leaves behind, on every topic. */
    private static List<ProducerRecord<byte[], byte[]>> about(String tenant, String id, String secret) {
        String generation =
                "{\"id\":\"" + id + "\",\"source\":{\"tenant\":\"" + tenant + "\"},\"response\":\"" + secret + "\"}";
        String owned = "{\"eventId\":\"" + id + "\",\"tenant\":\"" + tenant + "\",\"text\":\"" + secret + "\"}";
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(record(Topics.GENERATIONS, id, generation));
        records.add(record(
                Topics.MITIGATION_REQUESTS, id, "{\"generation\":" + generation + ",\"verdict\":" + owned + "}"));
        for (String topic : List.of(Topics.VERDICTS, Topics.SHADOW_VERDICTS, Topics.MITIGATIONS, Topics.LABELS)) {
            records.add(record(topic, id, owned));
        }
        for (TopicSpec topic : Topics.all()) {
            if (topic.name().endsWith(Topics.DLQ_SUFFIX)) {
                records.add(record(topic.name(), id, topic.name().contains("generations") ? generation : owned));
            }
        }
        return records;
    }

    private Map<String, List<String>> keys() {
        return Topics.all().stream()
                .map(TopicSpec::name)
                .filter(name -> !name.equals(Topics.AUDIT) && !name.equals(Topics.ROUTING))
                .collect(Collectors.toMap(name -> name, name -> all(name).stream()
                        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                        .sorted()
                        .toList()));
    }

    private void nowhere(String... secrets) {
        for (TopicSpec topic : Topics.all()) {
            for (ConsumerRecord<byte[], byte[]> record : all(topic.name())) {
                String whole = text(record)
                        + (record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8))
                        + List.of(record.headers().toArray()).stream()
                                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                                .toList();
                assertThat(whole).as(topic.name()).doesNotContain(secrets);
            }
        }
    }

    @Test
    void anAnswerLeavesEveryTopicAndAllOthersAreThereOnce() throws Exception {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.addAll(about("acme", "kept-" + i, "public"));
        }
        sent.addAll(about("acme", "ERASE-ME", "SECRET"));
        sent.addAll(about("other", "kept-same-id", "public"));
        sent.add(record(Topics.GENERATIONS_DLQ, "ERASE-ME", "SECRET, and no JSON"));
        for (int i = 20; i < 30; i++) {
            sent.addAll(about("acme", "kept-" + i, "public"));
        }
        send(sent);
        Map<String, List<String>> before = keys();

        Map<String, Eraser.Count> planned = eraser("acme", "ERASE-ME").dryRun(audit::add);
        assertThat(planned).hasSize(11);
        assertThat(keys()).as("a dry run writes nothing").isEqualTo(before);
        assertThat(audit).hasSize(12).noneMatch(ErasureLine::done);
        audit.clear();

        Map<String, Eraser.Count> counts = eraser("acme", "ERASE-ME").run(NOW, audit::add);
        assertThat(counts).isEqualTo(planned);
        assertThat(counts.get(Topics.GENERATIONS_DLQ)).isEqualTo(new Eraser.Count(2, 31));
        nowhere("ERASE-ME", "SECRET");
        before.replaceAll((topic, keys) ->
                keys.stream().filter(key -> !key.equals("ERASE-ME")).toList());
        assertThat(keys()).isEqualTo(before);
        assertThat(audit).hasSize(12).allMatch(ErasureLine::done);
        assertThat(audit.get(0).toJson())
                .doesNotContain("ERASE-ME", "SECRET", "acme")
                .contains("\"action\":\"ERASED\"");
        assertThat(all(Topics.AUDIT)).hasSize(11).allMatch(event -> text(event)
                .contains(new ErasureTarget("acme", Optional.of("ERASE-ME")).subject()));
        assertThat(eraser("acme", "ERASE-ME").run(NOW, audit::add)).as("again").isEmpty();
    }

    @Test
    void aTenantLeavesEveryTopicAndOrderKeysTimesAndHeadersStay() throws Exception {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ProducerRecord<byte[], byte[]> kept = new ProducerRecord<>(
                    Topics.GENERATIONS,
                    0,
                    Instant.now().minusSeconds(100 - i).toEpochMilli(),
                    bytes("kept-" + i),
                    bytes("{\"id\":\"kept-" + i + "\"}"));
            kept.headers().add("traceparent", bytes("trace-" + i));
            sent.add(kept);
            sent.add(new ProducerRecord<>(
                    Topics.GENERATIONS,
                    0,
                    bytes("gone-" + i),
                    bytes("{\"id\":\"gone-" + i + "\",\"source\":{\"tenant\":\"acme\"}}")));
        }
        send(sent);
        send(about("acme", "gone", "SECRET"));
        eraser("acme").run(NOW, audit::add);
        nowhere("gone", "acme", "SECRET");
        List<ConsumerRecord<byte[], byte[]>> left = all(Topics.GENERATIONS);
        assertThat(left).hasSize(12);
        for (int i = 0; i < 12; i++) {
            ConsumerRecord<byte[], byte[]> record = left.get(i);
            ProducerRecord<byte[], byte[]> original = sent.get(2 * i);
            assertThat(record.key()).isEqualTo(original.key());
            assertThat(record.timestamp()).isEqualTo(original.timestamp());
            assertThat(TopicRecords.header(record, "traceparent")).isEqualTo("trace-" + i);
            assertThat(TopicRecords.header(record, RecordHeaders.MOVED_FROM))
                    .isEqualTo(Topics.GENERATIONS + "/0:" + 2 * i);
            assertThat(record.headers().lastHeader(RecordHeaders.MOVED_DONE))
                    .as("no detector has ever read it: one must")
                    .isNull();
        }
    }

    private void commit(String group, TopicPartition partition, long offset) throws Exception {
        try (Admin admin = Admin.create(client)) {
            admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    @Test
    void whatAGroupHasNotReadIsNotRewritten() throws Exception {
        TopicPartition partition = new TopicPartition(Topics.GENERATIONS, 0);
        for (String id : List.of("kept", "gone", "kept-2")) {
            send(List.of(new ProducerRecord<>(Topics.GENERATIONS, 0, bytes(id), bytes("{\"id\":\"" + id + "\"}"))));
        }
        commit("plumbline-detector", partition, 2);
        assertThatThrownBy(() -> eraser("default", "gone").run(NOW, audit::add))
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining("plumbline-detector on " + partition);
        assertThat(all(Topics.GENERATIONS)).hasSize(3);
        assertThat(audit).isEmpty();

        commit("plumbline-detector", partition, 3);
        commit("somebody", partition, 1);
        assertThatThrownBy(() -> eraser("default", "gone").run(NOW, audit::add)).hasMessageContaining("somebody");
        eraser("default", "gone").run(new Eraser.Settings("tester", Duration.ZERO, Set.of("somebody")), audit::add);
        assertThat(all(Topics.GENERATIONS))
                .hasSize(2)
                .allMatch(record -> record.headers().lastHeader(RecordHeaders.MOVED_DONE) != null);
        try (Admin admin = Admin.create(client)) {
            assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                            .partitionResult(partition)
                            .get()
                            .offset())
                    .isEqualTo(3);
        }
    }

    @Test
    void aRunThatWasKilledBetweenCopyingAndDeletingIsMadeGood() throws Exception {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (String id : List.of("one", "gone", "two", "one")) {
            sent.add(new ProducerRecord<>(Topics.GENERATIONS, 0, bytes(id), bytes("{\"id\":\"" + id + "\"}")));
        }
        // what the killed run left: copies of some of them
        for (int original : List.of(0, 2)) {
            ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(
                    Topics.GENERATIONS,
                    0,
                    sent.get(original).key(),
                    sent.get(original).value());
            copy.headers().add(RecordHeaders.MOVED_FROM, bytes(Topics.GENERATIONS + "/0:" + original));
            sent.add(copy);
        }
        // and one that says so of another record
        ProducerRecord<byte[], byte[]> other =
                new ProducerRecord<>(Topics.GENERATIONS, 0, bytes("three"), bytes("{\"id\":\"three\"}"));
        other.headers().add(RecordHeaders.MOVED_FROM, bytes(Topics.GENERATIONS + "/0:0"));
        sent.add(other);
        send(sent);
        eraser("default", "gone").run(NOW, audit::add);
        assertThat(all(Topics.GENERATIONS))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly("one", "two", "one", "three");
    }

    @Test
    void aLetterThatWasPutBackStaysPutBackThoughItMoves() throws Exception {
        List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
        for (String id : List.of("gone", "kept")) {
            ProducerRecord<byte[], byte[]> letter = record(Topics.GENERATIONS_DLQ, id, "{\"id\":\"" + id + "\"}");
            new DeadLetter(
                            new DeadLetter.Origin(Topics.GENERATIONS, 0, 1),
                            new Rejection("BUSY", "made up", true),
                            Instant.now())
                    .headers()
                    .forEach((name, value) -> letter.headers().add(name, value));
            letters.add(letter);
        }
        send(letters);
        Redriver redriver = new Redriver(client, Topics.GENERATIONS_DLQ, Clock.systemUTC());
        RedriveLimits limits = new RedriveLimits(1000, 100, 3, false);
        redriver.run(RedriveFilter.ALL, limits, Optional.empty(), line -> {});
        eraser("default", "gone").run(NOW, audit::add);
        assertThat(all(Topics.GENERATIONS_DLQ)).as("a letter and its mark").hasSize(2);
        assertThat(redriver.run(RedriveFilter.ALL, limits, Optional.empty(), line -> {}))
                .isEqualTo(Map.of(RedriveAction.ALREADY_SENT, 1L));
        nowhere("gone");
    }
}
