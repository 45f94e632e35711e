package io.plumbline.detector;

import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A plain Kafka client, as any user would have it. */
final class Records implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final EventCodec CODEC = new EventCodec();

    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;

    Records(String bootstrap) {
        this.bootstrap = bootstrap;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.request.size", 2 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    String bootstrap() {
        return bootstrap;
    }

    static byte[] event(String id, String response, String... passages) {
        List<Passage> list = new ArrayList<>();
        for (String passage : passages) {
            list.add(Passage.of("p" + list.size(), passage));
        }
        return CODEC.encode(GenerationEvent.of(id, Optional.of("Why?"), list, response));
    }

    void send(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    void send(ProducerRecord<byte[], byte[]> sent) throws Exception {
        producer.send(sent).get();
    }

    /** Reads the topic from its beginning until a record matches. */
    ConsumerRecord<byte[], byte[]> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return awaitAll(topic, wanted, 1).get(0);
    }

    List<ConsumerRecord<byte[], byte[]>> awaitAll(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new org.apache.kafka.common.TopicPartition(p.topic(), p.partition()))
                    .toList();
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

    VerdictEvent awaitVerdict(String eventId) {
        return CODEC.decode(
                VerdictEvent.class,
                await("plumbline.verdicts.v1", one -> keyIs(one, eventId)).value());
    }

    ConsumerRecord<byte[], byte[]> awaitDeadLetter(String reason, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return await(
                "plumbline.generations.v1.dlq",
                one -> header(one, "plumbline-dlq-reason").equals(reason) && wanted.test(one));
    }

    static boolean keyIs(ConsumerRecord<byte[], byte[]> one, String key) {
        return one.key() != null && new String(one.key(), StandardCharsets.UTF_8).equals(key);
    }

    static String header(ConsumerRecord<byte[], byte[]> one, String name) {
        var header = one.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
