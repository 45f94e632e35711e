package io.plumbline.stages.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Partitions read side by side, the earliest head first. A partition with enough waiting is paused. */
final class Merge {
    private static final Comparator<ConsumerRecord<byte[], byte[]>> EARLIEST =
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                    .thenComparingInt(ConsumerRecord::partition);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> until;
    private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> waiting =
            new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
    /** Partitions whose end has not been read. */
    private final List<TopicPartition> unread = new ArrayList<>();

    Merge(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        this.consumer = consumer;
        this.until = until;
        from.forEach((partition, begin) -> {
            if (begin < end(partition)) {
                unread.add(partition);
                waiting.put(partition, new ArrayDeque<>());
            }
        });
        consumer.assign(unread);
        unread.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
    }

    private long end(TopicPartition partition) {
        return until.getOrDefault(partition, 0L);
    }

    void forEach(Predicate<ConsumerRecord<byte[], byte[]>> more) {
        while (true) {
            fill();
            Optional<ConsumerRecord<byte[], byte[]>> next = waiting.values().stream()
                    .flatMap(records -> Optional.ofNullable(records.peekFirst()).stream())
                    .min(EARLIEST);
            if (next.isEmpty()) {
                return;
            }
            waiting.values().stream()
                    .filter(records -> records.peekFirst() == next.get())
                    .forEach(Deque::removeFirst);
            if (!more.test(next.get())) {
                return;
            }
        }
    }

    /** Reads until every partition has a head or has ended. */
    private void fill() {
        Silence silence = new Silence();
        while (unread.stream().anyMatch(partition -> of(partition).isEmpty())) {
            consumer.pause(unread.stream()
                    .filter(partition -> of(partition).size() >= TopicRange.POLL_RECORDS)
                    .collect(Collectors.toSet()));
            consumer.resume(unread.stream()
                    .filter(partition -> of(partition).size() < TopicRange.POLL_RECORDS)
                    .collect(Collectors.toSet()));
            boolean heard = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TopicRange.POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < end(partition)) {
                    of(partition).addLast(record);
                    heard = true;
                }
            }
            heard |= dropEnded();
            silence.noted(heard, unread.isEmpty() ? "" : unread.get(0).topic());
        }
    }

    private boolean dropEnded() {
        List<TopicPartition> ended = unread.stream()
                .filter(partition -> consumer.position(partition) >= end(partition))
                .toList();
        unread.removeAll(ended);
        consumer.pause(ended);
        return !ended.isEmpty();
    }

    private Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
        return waiting.computeIfAbsent(partition, none -> new ArrayDeque<>());
    }
}
