package io.plumbline.schemas;

import java.time.Duration;
import java.util.Map;

/**
 * How a topic is made.
 *
 * @param name of the topic
 * @param partitions bounds how many consumers of one group work in parallel
 * @param retention how long a record is kept
 * @param bytesMax most bytes of a record batch
 */
public record TopicSpec(String name, int partitions, Duration retention, int bytesMax) {
    public TopicSpec {
        if (name.isEmpty() || partitions < 1 || retention.isNegative() || retention.isZero() || bytesMax < 1) {
            throw new IllegalArgumentException("not a topic: " + name + ", " + partitions + " partitions, " + retention
                    + ", " + bytesMax + " bytes");
        }
    }

    /** Topic-level configuration in Kafka's own names. */
    public Map<String, String> config() {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                Long.toString(retention.toMillis()),
                "max.message.bytes",
                Integer.toString(bytesMax));
    }
}
