package io.plumbline.loadtests.stream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends every event at its time, whatever became of those before. If the producer blocks, later events go out late, but their
 * latency counts from when they were due.
 */
final class OpenLoop {
    private static final int REQUEST_BYTES_MAX = 2 << 20;
    private static final int PATIENCE_MS = 600_000;
    private static final int BLOCK_MS = 300_000;

    private final String topic;
    private final Ledger ledger;
    private final IntFunction<byte[]> body;
    private final IntUnaryOperator skewSeconds;
    private final Map<String, Object> settings;
    private long latest;

    /**
     * Sends nothing yet.
     *
     * @param body of the record of this index
     * @param skewSeconds by how much the clock of its producer is ahead
     */
    OpenLoop(String bootstrap, String topic, Ledger ledger, IntFunction<byte[]> body, IntUnaryOperator skewSeconds) {
        this.topic = topic;
        this.ledger = ledger;
        this.body = body;
        this.skewSeconds = skewSeconds;
        this.settings = Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "max.request.size",
                REQUEST_BYTES_MAX,
                "delivery.timeout.ms",
                PATIENCE_MS,
                "max.block.ms",
                BLOCK_MS,
                // one that asks anew where the brokers are blocks meanwhile
                "metadata.recovery.strategy",
                "none",
                "reconnect.backoff.max.ms",
                500,
                "buffer.memory",
                64L << 20);
    }

    /** Sends all and waits until the brokers have answered for each. */
    void run() {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            // where the topic lies, before the clock starts to matter
            producer.partitionsFor(topic);
            for (int i = 0; i < ledger.size(); i++) {
                byte[] value = body.apply(i);
                waitUntil(ledger.due(i));
                latest = Math.max(latest, System.nanoTime() - ledger.due(i));
                send(producer, i, value);
            }
            producer.flush();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, int index, byte[] value) {
        long time = System.currentTimeMillis() + 1000L * skewSeconds.applyAsInt(index);
        byte[] key = ledger.id(index).getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(
                new ProducerRecord<>(topic, null, time, key, value, new RecordHeaders()), (metadata, failure) -> {
                    if (failure == null) {
                        ledger.acknowledged(index);
                    } else {
                        ledger.refused(index);
                    }
                });
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** By how much the latest event went out after it was due, in nanoseconds. */
    long latestNanos() {
        return latest;
    }
}
