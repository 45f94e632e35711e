package io.plumbline.stages.redrive;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on a dead-letter topic and what its headers say. Whatever they hold, reading them does not fail: what is missing or
 * malformed is empty.
 *
 * @param record as it was read
 * @param redriven whether it has been put back before
 */
public record DeadRecord(ConsumerRecord<byte[], byte[]> record, boolean redriven) {
    private static final String UNKNOWN = "UNKNOWN";

    public DeadRecord {
        Objects.requireNonNull(record, "record is null");
    }

    /** Where a dead letter lies on its topic; written {@code partition:offset}. */
    public record Place(int partition, long offset) {
        /** @throws PlumblineException {@code INVALID_INPUT} if it is not {@code partition:offset} */
        public static Place parse(String text) {
            int colon = text.indexOf(':');
            try {
                return new Place(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT, text + " is no place: write PARTITION:OFFSET, as the list does", e);
            }
        }

        @Override
        public String toString() {
            return partition + ":" + offset;
        }
    }

    public Place place() {
        return new Place(record.partition(), record.offset());
    }

    /** Where it was read before it died. */
    public Optional<DeadLetter.Origin> origin() {
        try {
            return header(RecordHeaders.DLQ_TOPIC).flatMap(topic -> header(RecordHeaders.DLQ_PARTITION)
                    .flatMap(partition -> header(RecordHeaders.DLQ_OFFSET)
                            .map(offset -> new DeadLetter.Origin(
                                    topic, Integer.parseInt(partition), Long.parseLong(offset)))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Why it died; {@code UNKNOWN} for a record that somebody else put there. */
    public String code() {
        return header(RecordHeaders.DLQ_REASON).orElse(UNKNOWN);
    }

    /** What to do about it, for a person. */
    public String detail() {
        return header(RecordHeaders.DLQ_DETAIL).orElse("");
    }

    /** When it was given up; without that header, when it was written. */
    public Instant time() {
        Instant written = Instant.ofEpochMilli(record.timestamp());
        try {
            return header(DeadLetter.TIMESTAMP).map(Instant::parse).orElse(written);
        } catch (DateTimeException e) {
            return written;
        }
    }

    /** Whether putting it back unchanged can succeed. */
    public boolean redrivable() {
        return header(DeadLetter.REDRIVABLE).filter("true"::equals).isPresent();
    }

    /** How often it was put back before it came here. */
    public int attempts() {
        try {
            return header(RedriveHeaders.ATTEMPT).map(Integer::parseInt).orElse(0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The key as text, which for our topics is the id of the generation; empty without one. */
    public String key() {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private Optional<String> header(String name) {
        return RedriveHeaders.text(record.headers(), name);
    }
}
