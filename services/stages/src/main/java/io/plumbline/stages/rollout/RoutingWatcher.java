package io.plumbline.stages.rollout;

import io.plumbline.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Hands over what is written to the routing topic from some offset on, on a thread of its own, until it is closed; outlives
 * brokers that come and go. No group: every process sees everything.
 */
public final class RoutingWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoutingWatcher.class.getName());
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final Map<String, Object> config;
    private final Consumer<ConsumerRecord<byte[], byte[]>> seen;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private long next;

    /**
     * Starts watching.
     *
     * @param client how to reach the brokers, in Kafka's own names
     * @param from first offset that is handed over
     * @param seen must not throw
     */
    public RoutingWatcher(Map<String, Object> client, long from, Consumer<ConsumerRecord<byte[], byte[]>> seen) {
        this.seen = Objects.requireNonNull(seen, "seen is null");
        this.next = from;
        config = new HashMap<>(client);
        config.put("enable.auto.commit", false);
        config.put("allow.auto.create.topics", false);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        thread = new Thread(this::watch, "plumbline-routing");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (closed.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                TopicPartition partition = new TopicPartition(Topics.ROUTING, 0);
                consumer.assign(List.of(partition));
                consumer.seek(partition, next);
                while (closed.getCount() > 0) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        seen.accept(record);
                        next = record.offset() + 1;
                    }
                }
            } catch (KafkaException e) {
                LOG.log(System.Logger.Level.WARNING, "the routing topic cannot be read now; the table stays", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            boolean unused = closed.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** Returns once nothing is handed over any more. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
