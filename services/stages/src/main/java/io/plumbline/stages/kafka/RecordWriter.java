package io.plumbline.stages.kafka;

import io.plumbline.model.PlumblineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes records so that each is there, on all replicas in sync, or an exception says that it may not be. For many threads. */
public final class RecordWriter implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;

    /**
     * Opens a producer; brokers that are away are noticed by the first write only.
     *
     * @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least, and timeouts where Kafka's
     *     are too long
     * @param requestBytesMax of the largest record, headers included
     */
    public RecordWriter(Map<String, Object> client, int requestBytesMax) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.request.size", requestBytesMax);
        // who waits for each record gains nothing by waiting for more
        config.put("linger.ms", 0);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Writes one and waits for the brokers.
     *
     * @param otherwise what a failure means, for people: as in {@link BrokerFailure#of}
     * @throws PlumblineException as {@link BrokerFailure#of} says
     */
    public RecordMetadata write(ProducerRecord<byte[], byte[]> record, String otherwise) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | KafkaException | InterruptedException e) {
            throw BrokerFailure.of(otherwise, e);
        }
    }

    /** For who sends many without waiting for each; it is closed with this. */
    public Producer<byte[], byte[]> producer() {
        return producer;
    }

    /** Waits for what is under way, but no longer than this. */
    public void close(Duration patience) {
        producer.close(patience);
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        producer.close();
    }
}
