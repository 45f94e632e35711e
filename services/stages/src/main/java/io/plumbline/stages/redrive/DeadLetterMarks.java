package io.plumbline.stages.redrive;

import io.plumbline.model.PlumblineException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** The marks on dead-letter topics that name a letter which was put back, for those who move letters. */
public final class DeadLetterMarks {
    private DeadLetterMarks() {}

    /** Offset, in the record's own partition, of the letter that this record is the mark of; empty if it is no mark. */
    public static Optional<Long> letter(ConsumerRecord<byte[], byte[]> record) {
        try {
            return RedriveHeaders.text(record.headers(), RedriveHeaders.DONE)
                    .map(DeadRecord.Place::parse)
                    .filter(place -> place.partition() == record.partition())
                    .map(DeadRecord.Place::offset);
        } catch (PlumblineException e) {
            return Optional.empty();
        }
    }

    /** Makes the headers of a mark name the place where its letter lies now. */
    public static void follow(Headers mark, int partition, long offset) {
        mark.remove(RedriveHeaders.DONE);
        mark.add(
                RedriveHeaders.DONE,
                new DeadRecord.Place(partition, offset).toString().getBytes(StandardCharsets.UTF_8));
    }
}
