package io.plumbline.stages.replay;

import io.plumbline.stages.kafka.TopicRange;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A stretch of a topic, by time. Partitions are merged by the records' timestamps; no group, nothing is committed. */
public final class TopicSource implements ReplaySource {
    private final Map<String, Object> client;
    private final String topic;
    private final TopicRange.Limits limits;
    private final ReplayPosition end;

    private TopicSource(Map<String, Object> client, String topic, TopicRange.Limits limits, ReplayPosition end) {
        this.client = Map.copyOf(client);
        this.topic = topic;
        this.limits = limits;
        this.end = end;
    }

    /**
     * Opens a stretch; where it ends is settled now.
     *
     * @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least
     */
    public static TopicSource open(Map<String, Object> client, String topic, TopicRange.Limits limits) {
        try (TopicRange range = TopicRange.open(client, topic, limits)) {
            return new TopicSource(client, topic, limits, new ReplayPosition(range.ends()));
        }
    }

    @Override
    public String identity() {
        return "topic " + topic + " " + limits;
    }

    @Override
    public ReplayPosition end() {
        return end;
    }

    @Override
    public ReplaySource endingAt(ReplayPosition newEnd) {
        return new TopicSource(client, topic, limits, newEnd);
    }

    @Override
    public void forEach(ReplayPosition from, Predicate<ReplayItem> more) {
        try (TopicRange range = TopicRange.open(client, topic, limits)) {
            range.startFrom(from.next());
            range.endAt(end.next());
            range.inTimeOrder(record -> more.test(item(record)));
        }
    }

    private static ReplayItem item(ConsumerRecord<byte[], byte[]> record) {
        return new ReplayItem(
                record.partition(),
                record.offset(),
                Optional.of(Instant.ofEpochMilli(record.timestamp())),
                record.value() == null ? new byte[0] : record.value());
    }
}
