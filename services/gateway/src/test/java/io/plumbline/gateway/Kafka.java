package io.plumbline.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What another client of the broker sees and sends. */
public final class Kafka {
    private Kafka() {}

    private static String bootstrapServers() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }

    public static void send(String topic, String key, byte[] value) {
        send(topic, key, value, Map.of());
    }

    public static void send(String topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> sent.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        send(bootstrapServers(), sent);
    }

    /** As if it had been sent at another time. */
    public static void send(String topic, String key, byte[] value, Instant time) {
        send(bootstrapServers(), new ProducerRecord<>(topic, null, time.toEpochMilli(), key, value));
    }

    /** To a broker that no gateway may be at yet. */
    public static void send(String servers, ProducerRecord<String, byte[]> sent) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "max.request.size", 4 << 20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(sent).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** All records of a topic with this key; waits until there is one, then a moment for more. */
    public static List<ConsumerRecord<String, byte[]>> read(String topic, String key) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            int quiet = 0;
            while (System.nanoTime() < deadline && (found.isEmpty() || quiet < 3)) {
                int before = found.size();
                for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    if (key.equals(each.key())) {
                        found.add(each);
                    }
                }
                quiet = found.size() == before ? quiet + 1 : 0;
            }
        }
        return found;
    }
}
