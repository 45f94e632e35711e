package io.plumbline.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker, which some tests restart. */
class TransactionalStreamTest {
    @TempDir
    static Path data = Path.of("");

    private static Optional<EmbeddedKafka> kafka = Optional.empty();
    private final List<TransactionalStream> streams = new ArrayList<>();
    private final AtomicInteger committed = new AtomicInteger();

    @BeforeAll
    static void startBroker() {
        kafka = Optional.of(EmbeddedKafka.builder().port(0).dataDirectory(data).start());
    }

    @AfterAll
    static void stopBroker() {
        kafka.ifPresent(EmbeddedKafka::close);
    }

    @AfterEach
    void closeAll() {
        streams.forEach(TransactionalStream::close);
    }

    @Test
    void instancesComeAndGoAndEveryResultIsSeenOnce() throws Exception {
        List<String> ids = send("move", 300);
        TransactionalStream first = start("a", Map.of(), after(5));
        await().until(() -> committed.get() > 30);
        TransactionalStream second = start("b", Map.of(), after(5));
        await().until(() -> committed.get() > 120);
        first.close();
        start("c", Map.of(), after(5));
        await().until(() -> committed.get() > 200);
        second.close();
        assertSeenOnce("move", ids);
    }

    @Test
    void whatARefusedTransactionHeldIsWrittenByTheNextAndNotWorkedOnAgain() throws Exception {
        AtomicInteger worked = new AtomicInteger();
        List<String> ids = send("fence", 60);
        TransactionalStream stream = start("fenced", Map.of(), record -> {
            worked.incrementAndGet();
            return after(5).begin(record);
        });
        await().until(() -> committed.get() > 5);
        // another producer of the same name: the brokers refuse the first one's next transaction
        Map<String, Object> same = new HashMap<>(clients("fenced", Map.of()).producer());
        try (KafkaProducer<byte[], byte[]> rival =
                new KafkaProducer<>(same, new ByteArraySerializer(), new ByteArraySerializer())) {
            rival.initTransactions();
        }
        assertSeenOnce("fence", ids);
        assertThat(worked).hasValue(60);
        assertThat(stream.isHealthy()).isTrue();
    }

    @Test
    void aBrokerThatRestartsCostsTimeOnly() throws Exception {
        List<String> ids = send("restart", 60);
        TransactionalStream stream = start("patient", Map.of(), after(20));
        await().until(() -> committed.get() > 5);
        EmbeddedKafka before = kafka.orElseThrow();
        before.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> !stream.isHealthy());
        assertThat(stream.isAlive()).isTrue();
        kafka = Optional.of(
                EmbeddedKafka.builder().port(before.port()).dataDirectory(data).start());
        assertSeenOnce("restart", ids);
        await().until(stream::isHealthy);
    }

    @Test
    void slowWorkCostsNoMembership() throws Exception {
        // work takes twice as long as Kafka waits for the next poll
        List<String> ids = send("slow", 2);
        AtomicInteger worked = new AtomicInteger();
        start(
                "slow",
                Map.of("max.poll.interval.ms", 1000, "session.timeout.ms", 1000, "heartbeat.interval.ms", 300),
                record -> {
                    worked.incrementAndGet();
                    return after(2000).begin(record);
                });
        assertSeenOnce("slow", ids);
        assertThat(worked).hasValue(2);
    }

    @Test
    void aDefectStopsTheStreamAndLosesNothing() throws Exception {
        List<String> ids = send("defect", 1);
        TransactionalStream stream = start(
                "defect", Map.of(), record -> CompletableFuture.failedFuture(new IllegalStateException("made up")));
        await().until(() -> !stream.isAlive());
        assertThat(stream.state().phase()).isEqualTo(TransactionalStream.Phase.FAILED);
        start("healed", Map.of(), after(1));
        assertSeenOnce("defect", ids);
    }

    @Test
    void anErrorOfTheStageIsADefectToo() throws Exception {
        List<String> ids = send("broken", 1);
        TransactionalStream stream = start("broken", Map.of(), record -> {
            throw new NoClassDefFoundError("made up");
        });
        await().until(() -> !stream.isAlive());
        start("healed", Map.of(), after(1));
        assertSeenOnce("broken", ids);
    }

    @Test
    void aDefectIsNotForgottenWhileTheBrokerIsAway() throws Exception {
        List<String> ids = send("sticky", 2);
        List<CompletableFuture<TransactionalStream.Done>> begun = new CopyOnWriteArrayList<>();
        TransactionalStream stream = start("sticky", Map.of(), record -> {
            CompletableFuture<TransactionalStream.Done> result = new CompletableFuture<>();
            begun.add(result);
            return result;
        });
        await().until(() -> begun.size() == 2);
        EmbeddedKafka before = kafka.orElseThrow();
        before.close();
        // the last commit then has something to write, and nobody to write it to
        begun.get(0).complete(new TransactionalStream.Done(List.of(), () -> {}));
        begun.get(1).completeExceptionally(new IllegalStateException("made up"));
        await().until(() -> !stream.isAlive());
        stream.close();
        assertThat(stream.isAlive()).isFalse();
        assertThat(stream.state().detail()).contains("broke its promise");
        kafka = Optional.of(
                EmbeddedKafka.builder().port(before.port()).dataDirectory(data).start());
        start("healed", Map.of(), after(1));
        assertSeenOnce("sticky", ids);
    }

    @Test
    void aConsumerThatCannotBeMadeStopsTheStream() {
        Map<String, Object> settings = Map.of("security.protocol", "SSL", "ssl.truststore.location", data + "/missing");
        TransactionalStream stream = start("untrusting", settings, after(1));
        await().until(() -> !stream.isAlive());
        assertThat(stream.isHealthy()).isFalse();
        assertThat(stream.state().detail()).contains("consumer");
    }

    @Test
    void anErrorOnItsOwnThreadStopsTheStream() throws Exception {
        send("error", 1);
        TransactionalStream.Done done = new TransactionalStream.Done(List.of(), () -> {
            throw new OutOfMemoryError("made up");
        });
        TransactionalStream stream = start("error", Map.of(), record -> CompletableFuture.completedFuture(done));
        await().until(() -> !stream.isAlive());
        assertThat(stream.isHealthy()).isFalse();
        assertThat(stream.state().detail()).contains("made up");
    }

    private TransactionalStream start(String instance, Map<String, Object> consumer, TransactionalStream.Work work) {
        TransactionalStream stream = new TransactionalStream("test-" + instance, clients(instance, consumer), work);
        streams.add(stream);
        stream.start();
        return stream;
    }

    private static TransactionalClients clients(String instance, Map<String, Object> settings) {
        String brokers = kafka.orElseThrow().bootstrapServers();
        Map<String, Object> consumer = new HashMap<>(Map.of(
                "bootstrap.servers",
                brokers,
                "group.id",
                "test",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                8,
                "session.timeout.ms",
                6000,
                "heartbeat.interval.ms",
                500));
        consumer.putAll(settings);
        return new TransactionalClients(
                Topics.GENERATIONS,
                consumer,
                Map.of(
                        "bootstrap.servers", brokers,
                        "transactional.id", "test-" + instance,
                        "max.block.ms", 3000,
                        "delivery.timeout.ms", 3000,
                        "request.timeout.ms", 1500),
                16);
    }

    /** Answers after so many milliseconds, on two topics. */
    private TransactionalStream.Work after(long millis) {
        Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        return record -> CompletableFuture.supplyAsync(
                () -> new TransactionalStream.Done(
                        List.of(
                                new ProducerRecord<>(Topics.VERDICTS, record.key(), record.value()),
                                new ProducerRecord<>(Topics.MITIGATION_REQUESTS, record.key(), record.value())),
                        committed::incrementAndGet),
                later);
    }

    private static List<String> send(String prefix, int count) throws Exception {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
        try (TopicRecords records = new TopicRecords(kafka.orElseThrow().bootstrapServers())) {
            for (String id : ids) {
                records.send(Topics.GENERATIONS, id, id.getBytes(StandardCharsets.UTF_8));
            }
        }
        return ids;
    }

    private static void assertSeenOnce(String prefix, List<String> ids) throws Exception {
        for (String topic : List.of(Topics.VERDICTS, Topics.MITIGATION_REQUESTS)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> seen(topic, prefix).size() >= ids.size());
            assertThat(seen(topic, prefix)).as(topic).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    private static List<String> seen(String topic, String prefix) {
        return TopicRecords.committed(kafka.orElseThrow().bootstrapServers(), topic).stream()
                .map(ConsumerRecord::key)
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .filter(key -> key.startsWith(prefix))
                .toList();
    }
}
