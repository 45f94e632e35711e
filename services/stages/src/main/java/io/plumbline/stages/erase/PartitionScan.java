package io.plumbline.stages.erase;

import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.redrive.DeadLetterMarks;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What is to go from one partition. Fed with its records in their order. For one thread.
 *
 * <p>In memory: the offsets of what goes, those of dead letters, and those of originals whose copies a run that was killed left.
 */
final class PartitionScan {
    private final TopicPartition partition;
    private final ErasureTarget target;
    private final Map<Long, Integer> erased = new TreeMap<>();
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> copied = new HashSet<>();
    private OptionalLong last = OptionalLong.empty();
    private boolean marked;

    PartitionScan(TopicPartition partition, ErasureTarget target) {
        this.partition = partition;
        this.target = target;
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
        last = OptionalLong.of(record.offset());
        Optional<Long> letter = DeadLetterMarks.letter(record);
        boolean goes = letter.map(offset -> goesWith(record, offset)).orElseGet(() -> target.matches(record));
        if (goes) {
            erased.put(record.offset(), record.value() == null ? 0 : record.value().length);
        }
        if (letter.isPresent()) {
            marked = true;
        }
        if (partition.topic().endsWith(Topics.DLQ_SUFFIX)) {
            seen.add(record.offset());
        }
        origin(record).ifPresent(copied::add);
    }

    /** A mark goes with its letter. */
    private boolean goesWith(ConsumerRecord<byte[], byte[]> mark, long letter) {
        return seen.contains(letter) ? erased.containsKey(letter) : target.matchesMark(mark);
    }

    /** Where in this partition the record was copied from, if it is a copy. */
    Optional<Long> origin(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(RecordHeaders.MOVED_FROM);
        if (header == null) {
            return Optional.empty();
        }
        String place = new String(header.value(), StandardCharsets.UTF_8);
        String prefix = partition.topic() + "/" + partition.partition() + ":";
        try {
            return place.startsWith(prefix)
                    ? Optional.of(Long.parseLong(place.substring(prefix.length())))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    TopicPartition partition() {
        return partition;
    }

    boolean touched() {
        return !erased.isEmpty();
    }

    boolean erases(long offset) {
        return erased.containsKey(offset);
    }

    /** Whether a copy says that it was made of the record at this offset. */
    boolean copied(long offset) {
        return copied.contains(offset);
    }

    /** Whether marks of dead letters lie here, whose places must follow the letters. */
    boolean marked() {
        return marked;
    }

    /** Offsets and sizes of what goes. */
    Map<Long, Integer> erased() {
        return erased;
    }

    /** Offset after the last record. */
    long afterLast() {
        return last.isPresent() ? last.getAsLong() + 1 : 0;
    }

    static List<PartitionScan> touched(List<PartitionScan> scans) {
        return scans.stream().filter(PartitionScan::touched).toList();
    }
}
