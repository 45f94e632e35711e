package io.plumbline.detector;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.audit.AuditEvent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what no event's fate depends on: verdicts of profiles on trial, audit events. A producer of its own under either kind of
 * delivery, so that it can neither fail nor delay a transaction; it is opened with the first record. Each is written at least
 * once, or an exception says that it may not have been.
 */
final class SideRecords implements AutoCloseable {
    private static final int BLOCK_MAX_MS = 5_000;
    private static final int DELIVERY_MAX_MS = 10_000;

    private final Map<String, Object> config;
    private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();
    private boolean closed;

    SideRecords(Map<String, Object> client) {
        config = new HashMap<>(client);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.request.size", Topics.TOPIC_BYTES_MAX);
        config.put("max.block.ms", BLOCK_MAX_MS);
        config.put("delivery.timeout.ms", DELIVERY_MAX_MS);
        config.put("request.timeout.ms", BLOCK_MAX_MS);
        config.put("linger.ms", 0);
    }

    /** This machine, for audit events. */
    String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** @throws PlumblineException {@code BUSY} */
    void shadow(OutgoingRecord record) {
        try {
            send(record.toRecord(Topics.SHADOW_VERDICTS));
            record.sent();
        } catch (PlumblineException e) {
            record.failed(e);
            throw e;
        }
    }

    /** @throws PlumblineException {@code BUSY} */
    void audit(AuditEvent event) {
        send(new ProducerRecord<>(Topics.AUDIT, event.toJson()));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            open().send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw new PlumblineException(ErrorCode.BUSY, "the brokers did not take a record for " + record.topic(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.BUSY, "interrupted", e);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> open() {
        if (closed) {
            throw new PlumblineException(ErrorCode.BUSY, "the service is shutting down");
        }
        if (producer.isEmpty()) {
            producer = Optional.of(new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
        }
        return producer.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        producer.ifPresent(open -> open.close(java.time.Duration.ofSeconds(1)));
    }
}
