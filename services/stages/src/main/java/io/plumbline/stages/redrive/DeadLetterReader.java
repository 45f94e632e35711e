package io.plumbline.stages.redrive;

import io.plumbline.stages.kafka.TopicRange;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads a dead-letter topic from its beginning to where it ended when reading began: what dies meanwhile is for the next run.
 * Knows which letters were put back: each such has a mark further down the same topic. In memory: the places of those.
 */
public final class DeadLetterReader {
    private final Map<String, Object> client;
    private final String topic;

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public DeadLetterReader(Map<String, Object> client, String topic) {
        this.client = Map.copyOf(client);
        this.topic = topic;
    }

    public String topic() {
        return topic;
    }

    /**
     * Hands over every letter, partition by partition, until one is refused.
     *
     * @param more says whether it wants another
     */
    public void read(Predicate<DeadRecord> more) {
        try (TopicRange range = TopicRange.open(client, topic, TopicRange.Limits.NONE)) {
            Set<DeadRecord.Place> done = new HashSet<>();
            range.forEach(record -> {
                mark(record).ifPresent(done::add);
                return true;
            });
            range.forEach(record ->
                    mark(record).isPresent() || more.test(new DeadRecord(record, done.contains(placeOf(record)))));
        }
    }

    private static Optional<DeadRecord.Place> mark(ConsumerRecord<byte[], byte[]> record) {
        return RedriveHeaders.text(record.headers(), RedriveHeaders.DONE).map(DeadRecord.Place::parse);
    }

    private static DeadRecord.Place placeOf(ConsumerRecord<byte[], byte[]> record) {
        return new DeadRecord.Place(record.partition(), record.offset());
    }

    /**
     * How many letters there are.
     *
     * @param redriven of these, put back
     */
    public record Count(long letters, long redriven) {
        /** Both together. */
        public Count plus(Count other) {
            return new Count(letters + other.letters, redriven + other.redriven);
        }
    }
}
