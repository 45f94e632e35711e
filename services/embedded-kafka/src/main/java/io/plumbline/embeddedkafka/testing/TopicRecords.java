package io.plumbline.embeddedkafka.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records on topics and waits for records to appear: what tests of services do, by plain clients. */
public final class TopicRecords implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REQUEST_BYTES_MAX = 2 << 20;

    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;

    public TopicRecords(String bootstrapServers) {
        this.bootstrap = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.request.size", REQUEST_BYTES_MAX),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends and waits for the broker. */
    public void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Sends and waits for the broker. */
    public void send(ProducerRecord<byte[], byte[]> sent) throws ExecutionException, InterruptedException {
        producer.send(sent).get();
    }

    /** Reads the topic from its beginning until a record matches. */
    public ConsumerRecord<byte[], byte[]> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return awaitAll(topic, wanted, 1).get(0);
    }

    /**
     * Reads the topic from its beginning until {@code count} records match.
     *
     * @throws AssertionError if they do not come within a minute
     */
    public List<ConsumerRecord<byte[], byte[]>> awaitAll(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reader(bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (found.size() < count && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(one)) {
                        found.add(one);
                    }
                }
            }
        }
        if (found.size() < count) {
            throw new AssertionError(found.size() + " of " + count + " records on " + topic + " within " + PATIENCE);
        }
        return found;
    }

    /** Every committed record that is on the topic now, in its partitions' order. */
    public static List<ConsumerRecord<byte[], byte[]>> committed(String bootstrapServers, String topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                reader(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    private static Map<String, Object> reader(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                // closing waits for a fetch that is under way
                "fetch.max.wait.ms", "50",
                "enable.auto.commit", "false");
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    /** Whether the record has this key. */
    public static boolean keyIs(ConsumerRecord<byte[], byte[]> one, String key) {
        return one.key() != null && new String(one.key(), StandardCharsets.UTF_8).equals(key);
    }

    /** The last header of this name; empty without one. */
    public static String header(ConsumerRecord<byte[], byte[]> one, String name) {
        Header header = one.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
