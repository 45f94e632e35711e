package io.plumbline.stages.kafka;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A closed stretch of a topic, read partition by partition, each in its order. Its end is fixed when it is opened, so that reading
 * ends even while others write. No group: nothing is committed. For one thread.
 */
public final class TopicRange implements AutoCloseable {
    static final Duration POLL = Duration.ofMillis(500);
    static final int POLL_RECORDS = 50;
    private static final int FETCH_BYTES = 8 << 20;
    private static final int FETCH_WAIT_MS = 50;

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> from;
    private final Map<TopicPartition, Long> until;

    private TopicRange(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from, Map<TopicPartition, Long> until) {
        this.consumer = consumer;
        this.from = sorted(from);
        this.until = sorted(until);
    }

    private static Map<TopicPartition, Long> sorted(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> sorted = new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
        sorted.putAll(offsets);
        return sorted;
    }

    /**
     * Which stretch; what is empty does not limit.
     *
     * @param since written at this time or later, by the records' timestamps
     * @param until written before
     * @param fromOffset in every partition
     * @param untilOffset in every partition, itself excluded
     */
    public record Limits(
            Optional<Instant> since, Optional<Instant> until, OptionalLong fromOffset, OptionalLong untilOffset) {
        /** All there is. */
        public static final Limits NONE =
                new Limits(Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

        @Override
        public String toString() {
            return "since " + since.map(Instant::toString).orElse("-") + " until "
                    + until.map(Instant::toString).orElse("-") + " offsets "
                    + (fromOffset.isPresent() ? fromOffset.getAsLong() : "-") + ".."
                    + (untilOffset.isPresent() ? untilOffset.getAsLong() : "-");
        }
    }

    /**
     * Opens a stretch and settles where it ends.
     *
     * @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least
     * @throws PlumblineException {@code INVALID_INPUT} if there is no such topic, else as {@link BrokerFailure#of} says
     */
    public static TopicRange open(Map<String, Object> client, String topic, Limits limits) {
        return open(client, topic, limits, "read_committed");
    }

    /** All there is, also what transactions have not committed or took back. */
    public static TopicRange openUncommitted(Map<String, Object> client, String topic) {
        return open(client, topic, Limits.NONE, "read_uncommitted");
    }

    private static TopicRange open(Map<String, Object> client, String topic, Limits limits, String isolation) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(config(client, isolation));
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(found -> new TopicPartition(topic, found.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new PlumblineException(ErrorCode.INVALID_INPUT, "there is no topic " + topic);
            }
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            Map<TopicPartition, Long> from = new HashMap<>(limits.since()
                    .map(time -> at(consumer, partitions, time, ends))
                    .orElseGet(() -> consumer.beginningOffsets(partitions)));
            Map<TopicPartition, Long> until = new HashMap<>(limits.until()
                    .map(time -> at(consumer, partitions, time, ends))
                    .orElse(ends));
            limits.fromOffset().ifPresent(limit -> from.replaceAll((partition, offset) -> Math.max(offset, limit)));
            limits.untilOffset().ifPresent(limit -> until.replaceAll((partition, offset) -> Math.min(offset, limit)));
            return new TopicRange(consumer, from, until);
        } catch (KafkaException e) {
            consumer.close();
            throw BrokerFailure.of("cannot read " + topic + " (is the brokers' address right?)", e);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> config) {
        try {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            // such as an address that does not resolve yet
            throw BrokerFailure.of("cannot make a Kafka client (is the brokers' address right?)", e);
        }
    }

    private static Map<String, Object> config(Map<String, Object> client, String isolation) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("enable.auto.commit", false);
        config.put("allow.auto.create.topics", false);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", isolation);
        config.put("max.poll.records", POLL_RECORDS);
        config.put("fetch.max.bytes", FETCH_BYTES);
        // what is read is there already; and closing waits for a fetch that is under way
        config.put("fetch.max.wait.ms", FETCH_WAIT_MS);
        config.putIfAbsent("default.api.timeout.ms", 15_000);
        return config;
    }

    private static Map<TopicPartition, Long> at(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant time,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> time.toEpochMilli()));
        Map<TopicPartition, Long> found = new HashMap<>(ends);
        consumer.offsetsForTimes(asked).forEach((partition, offset) -> Optional.ofNullable(offset)
                .map(OffsetAndTimestamp::offset)
                .ifPresent(known -> found.put(partition, known)));
        return found;
    }

    /** Where it ends, by partition. */
    public Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        until.forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** Skips what was read before. */
    public void startFrom(Map<Integer, Long> offsets) {
        from.replaceAll((partition, begin) -> Math.max(begin, offsets.getOrDefault(partition.partition(), begin)));
    }

    /** Ends where it was said to end before; partitions that came later are left out. */
    public void endAt(Map<Integer, Long> ends) {
        until.replaceAll((partition, end) -> ends.getOrDefault(partition.partition(), 0L));
    }

    /**
     * As {@link #forEach}, but in the order of the records' timestamps, of equal ones in that of partitions; each partition keeps
     * its order, and an equal stretch gives an equal order. Holds a few records of each partition.
     *
     * @throws PlumblineException {@code BUSY} if the brokers give nothing for 30 s
     */
    public void inTimeOrder(Predicate<ConsumerRecord<byte[], byte[]>> more) {
        new Merge(consumer, from, until).forEach(more);
    }

    /**
     * Hands over each record, until one is refused or the end is reached.
     *
     * @throws PlumblineException {@code BUSY} if the brokers give nothing for 30 s
     */
    public void forEach(Predicate<ConsumerRecord<byte[], byte[]>> more) {
        for (Map.Entry<TopicPartition, Long> one : from.entrySet()) {
            long end = until.getOrDefault(one.getKey(), 0L);
            if (one.getValue() < end && !forEach(one.getKey(), one.getValue(), end, more)) {
                return;
            }
        }
    }

    private boolean forEach(
            TopicPartition partition, long begin, long end, Predicate<ConsumerRecord<byte[], byte[]>> more) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        Silence silence = new Silence();
        // the position also passes what is no record: marks of transactions
        while (consumer.position(partition) < end) {
            long before = consumer.position(partition);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= end) {
                    return true;
                }
                if (!more.test(record)) {
                    return false;
                }
            }
            silence.noted(consumer.position(partition) > before, partition.topic());
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
