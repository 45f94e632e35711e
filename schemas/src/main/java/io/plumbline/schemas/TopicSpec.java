package io.plumbline.schemas;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * How a topic is made.
 *
 * @param name of the topic
 * @param partitions bounds how many consumers of one group work in parallel
 * @param retention how long a record is kept; {@link #FOREVER} for no limit
 * @param bytesMax most bytes of a record batch
 */
public record TopicSpec(String name, int partitions, Duration retention, int bytesMax) {
    /** No limit. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /**
     * A file of a topic is closed after a day: what was erased leaves the disk with its file, and an open file is never
     * deleted.
     */
    private static final Duration SEGMENT = Duration.ofDays(1);

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
                retention.equals(FOREVER) ? "-1" : Long.toString(retention.toMillis()),
                "segment.ms",
                Long.toString(SEGMENT.toMillis()),
                "max.message.bytes",
                Integer.toString(bytesMax));
    }
}
