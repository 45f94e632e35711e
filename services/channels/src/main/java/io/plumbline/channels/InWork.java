package io.plumbline.channels;

import io.plumbline.channels.TransactionalStream.Done;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between being read and being committed, by partition and in order. A partition's records leave from its front only, so
 * that what is committed never skips one that is still in work. For one thread, but for {@link Entry}.
 */
final class InWork {
    private final Map<TopicPartition, Deque<Entry>> partitions = new HashMap<>();
    private int size;

    /** One record; its result may come from any thread. */
    static final class Entry {
        private final ConsumerRecord<byte[], byte[]> record;
        private volatile Optional<Done> done = Optional.empty();
        private volatile boolean dropped;

        private Entry(ConsumerRecord<byte[], byte[]> record) {
            this.record = record;
        }

        ConsumerRecord<byte[], byte[]> record() {
            return record;
        }

        void complete(Done result) {
            done = Optional.of(result);
        }

        /** Whether another instance has the record now: work on it is for nothing. */
        boolean isDropped() {
            return dropped;
        }
    }

    /** What one transaction takes: results in order, and where each partition then stands. */
    record Ready(List<Done> results, Map<TopicPartition, OffsetAndMetadata> offsets) {
        boolean isEmpty() {
            return results.isEmpty();
        }
    }

    Entry add(ConsumerRecord<byte[], byte[]> record) {
        Entry entry = new Entry(record);
        partitions
                .computeIfAbsent(partitionOf(record), partition -> new ArrayDeque<>())
                .addLast(entry);
        size++;
        return entry;
    }

    private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    int size() {
        return size;
    }

    /** What is done without a gap, at most so many records; nothing is taken out. */
    Ready ready(int recordsMax) {
        List<Done> results = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, entries) -> {
            for (Entry entry : entries) {
                Optional<Done> done = entry.done;
                if (done.isEmpty() || results.size() == recordsMax) {
                    break;
                }
                results.add(done.get());
                offsets.put(
                        partition,
                        new OffsetAndMetadata(
                                entry.record().offset() + 1, entry.record().leaderEpoch(), ""));
            }
        });
        return new Ready(results, offsets);
    }

    /** Takes out what lies before these offsets; what is left stays as it is. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Deque<Entry> entries = partitions.getOrDefault(partition, new ArrayDeque<>());
            while (!entries.isEmpty() && entries.peekFirst().record().offset() < offset.offset()) {
                entries.removeFirst();
                size--;
            }
        });
    }

    /** Forgets partitions that another instance reads from now on. */
    void drop(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            Deque<Entry> entries = partitions.remove(partition);
            if (entries != null) {
                entries.forEach(entry -> entry.dropped = true);
                size -= entries.size();
            }
        }
    }
}
