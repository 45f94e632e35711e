package io.plumbline.stages;

import io.plumbline.schemas.RecordHeaders;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A record that goes to the dead-letter topic, key and value as they came, with headers that say why, whence and when, so that a
 * redrive can put it back.
 *
 * @param origin where it was read
 * @param rejection why it is dead
 * @param time when it was given up
 */
public record DeadLetter(Origin origin, Rejection rejection, Instant time) {
    /** When the record was given up, ISO 8601. */
    public static final String TIMESTAMP = "plumbline-dlq-timestamp";

    /** {@code true} if putting the record back unchanged can succeed. */
    public static final String REDRIVABLE = "plumbline-dlq-redrivable";

    public DeadLetter {
        Objects.requireNonNull(origin, "origin is null");
        Objects.requireNonNull(rejection, "rejection is null");
        Objects.requireNonNull(time, "time is null");
    }

    /** Where a record was read. */
    public record Origin(String topic, int partition, long offset) {
        public Origin {
            Objects.requireNonNull(topic, "topic is null");
        }
    }

    /** The reason headers, each at most {@link RecordHeaders#VALUE_BYTES_MAX} bytes, in a fixed order. */
    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(RecordHeaders.DLQ_REASON, RecordHeaders.value(rejection.code()));
        headers.put(RecordHeaders.DLQ_DETAIL, RecordHeaders.value(rejection.detail()));
        headers.put(RecordHeaders.DLQ_TOPIC, RecordHeaders.value(origin.topic()));
        headers.put(RecordHeaders.DLQ_PARTITION, RecordHeaders.value(Integer.toString(origin.partition())));
        headers.put(RecordHeaders.DLQ_OFFSET, RecordHeaders.value(Long.toString(origin.offset())));
        headers.put(TIMESTAMP, RecordHeaders.value(time.toString()));
        headers.put(REDRIVABLE, RecordHeaders.value(Boolean.toString(rejection.redrivable())));
        return headers;
    }
}
