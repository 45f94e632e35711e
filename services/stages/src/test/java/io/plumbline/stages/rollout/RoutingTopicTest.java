package io.plumbline.stages.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** On a real broker. */
class RoutingTopicTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-31T12:00:00.123456789Z"), ZoneOffset.UTC);

    private static RoutingTable allTo(String profile) {
        return new RoutingTable(List.of(new Route(Optional.empty(), Optional.empty(), profile, List.of())));
    }

    @Test
    void keepsEveryVersionHandsNewOnesOverAndLetsNobodyOverwriteAnother() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start();
                TopicRecords records = new TopicRecords(kafka.bootstrapServers())) {
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            RoutingTopic topic = new RoutingTopic(client, NOON);
            assertThat(topic.read().history().version()).isZero();
            RoutingChange first = topic.append(allTo("one"), "ann", "begin", 0);
            assertThat(first.version()).isEqualTo(1);

            BlockingQueue<ConsumerRecord<byte[], byte[]>> seen = new LinkedBlockingQueue<>();
            try (RoutingWatcher watcher =
                    new RoutingWatcher(client, topic.read().next(), seen::add)) {
                assertThat(watcher).isNotNull();
                RoutingChange second = topic.append(allTo("two"), "bob", "", 1);
                RoutingHistory history = topic.read().history();
                assertThat(history.versions()).containsExactly(second, first);
                ConsumerRecord<byte[], byte[]> told = Objects.requireNonNull(seen.poll(20, TimeUnit.SECONDS));
                assertThat(RoutingJson.change(told.value())).isEqualTo(second);
            }

            assertThatThrownBy(() -> topic.append(allTo("three"), "cid", "", 1))
                    .hasMessageContaining("version 2 is in force");
            // who writes past this class is passed over all the same
            records.send(
                    Topics.ROUTING,
                    "2",
                    RoutingJson.bytes(new RoutingChange(2, NOON.instant(), "eve", "", allTo("x"))));
            records.send(Topics.ROUTING, "3", "no table".getBytes(StandardCharsets.UTF_8));
            RoutingHistory after = topic.read().history();
            assertThat(after.version()).isEqualTo(2);
            assertThat(after.newest().orElseThrow().by()).isEqualTo("bob");

            List<ConsumerRecord<byte[], byte[]>> audit = TopicRecords.committed(kafka.bootstrapServers(), Topics.AUDIT);
            assertThat(audit)
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactly(
                            "{\"action\":\"ROUTING_CHANGED\",\"by\":\"ann\",\"details\":{\"hash\":\"" + first.hash()
                                    + "\",\"previousVersion\":\"0\",\"reason\":\"begin\",\"version\":\"1\"},"
                                    + "\"time\":\"2026-01-31T12:00:00.123456789Z\"}",
                            "{\"action\":\"ROUTING_CHANGED\",\"by\":\"bob\",\"details\":{\"hash\":\""
                                    + after.newest().orElseThrow().hash() + "\",\"previousHash\":\"" + first.hash()
                                    + "\",\"previousVersion\":\"1\",\"reason\":\"\",\"version\":\"2\"},"
                                    + "\"time\":\"2026-01-31T12:00:00.123456789Z\"}");
        }
    }
}
