package io.plumbline.detector;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delivery at least once, while brokers and group members come and go; {@code TransactionalStreamTest} for the other kind. */
@QuarkusTest
@QuarkusTestResource(value = RestartableBroker.class, restrictToAnnotatedClass = true)
class DisturbedDeliveryTest {
    private static final String GROUP = "plumbline-detector";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    DetectionService detection;

    @Inject
    FakeDetectorLoader fake;

    RestartableBroker broker = new RestartableBroker();
    Records records;

    @BeforeEach
    void open() {
        records = new Records(broker.bootstrapServers());
        await().atMost(PATIENCE).until(detection::isReady);
    }

    @AfterEach
    void close() {
        fake.hold.set(false);
        records.close();
    }

    @Test
    void aBrokerThatRestartsCostsTimeOnly() throws Exception {
        List<String> ids = send("restart", 60, "SLOW answer");
        await().atMost(PATIENCE).until(() -> ledger("restart").size() > 5);
        broker.down();
        // results of what is in work find no broker meanwhile
        Thread.sleep(2000);
        given().get("/q/health/live").then().statusCode(200);
        broker.up();
        assertNoneLost("restart", ids);
        // and the channel goes on
        assertNoneLost("after", send("after", 3, "answer"));
    }

    /** A second member takes some of the partitions, reads their records, and goes without a commit: all of them come back. */
    @Test
    void aMemberThatComesAndGoesCostsAtMostASecondVerdict() throws Exception {
        // the model is at its first event, so that the others are read and not committed
        fake.hold.set(true);
        List<String> ids = send("member", 60, "HOLD answer");
        try (KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        GROUP,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            other.subscribe(List.of(Topics.GENERATIONS));
            await().atMost(PATIENCE)
                    .until(() -> !other.poll(Duration.ofMillis(100)).isEmpty());
        }
        fake.hold.set(false);
        assertNoneLost("member", ids);
    }

    private List<String> send(String prefix, int count, String answer) throws Exception {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
        for (String id : ids) {
            records.send(Topics.GENERATIONS, id, Records.event(id, answer, "passage"));
        }
        return ids;
    }

    private void assertNoneLost(String prefix, List<String> ids) {
        await().atMost(PATIENCE).until(() -> ledger(prefix).keySet().containsAll(ids));
        Map<String, List<ConsumerRecord<byte[], byte[]>>> verdicts = ledger(prefix);
        assertThat(verdicts.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        verdicts.values().forEach(own -> assertThat(own)
                .extracting(ConsumerRecord::value)
                .containsOnly(own.get(0).value()));
    }

    /** Verdicts by event id. */
    private Map<String, List<ConsumerRecord<byte[], byte[]>>> ledger(String prefix) {
        return TopicRecords.committed(broker.bootstrapServers(), Topics.VERDICTS).stream()
                .filter(one -> key(one).startsWith(prefix + "-"))
                .collect(Collectors.groupingBy(DisturbedDeliveryTest::key));
    }

    private static String key(ConsumerRecord<byte[], byte[]> one) {
        return new String(one.key(), StandardCharsets.UTF_8);
    }
}
