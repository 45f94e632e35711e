package io.plumbline.detector;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.kafka.RecordWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes what no event's fate depends on: verdicts of profiles on trial, audit events. A producer of its own under either kind of
 * delivery, so that it can neither fail nor delay a transaction; it is opened with the first record. Each is written at least
 * once, or an exception says that it may not have been.
 */
final class SideRecords implements AutoCloseable {
    private static final int BLOCK_MAX_MS = 5_000;
    private static final int DELIVERY_MAX_MS = 10_000;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final Map<String, Object> config;
    private Optional<RecordWriter> writer = Optional.empty();
    private boolean closed;

    SideRecords(Map<String, Object> client) {
        config = new HashMap<>(client);
        config.put("max.block.ms", BLOCK_MAX_MS);
        config.put("delivery.timeout.ms", DELIVERY_MAX_MS);
        config.put("request.timeout.ms", BLOCK_MAX_MS);
    }

    /** This machine, for audit events. */
    String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** @throws PlumblineException {@code BUSY} or {@code ACCESS_DENIED} */
    void shadow(OutgoingRecord record) {
        try {
            send(record.toRecord(Topics.SHADOW_VERDICTS));
            record.sent();
        } catch (PlumblineException e) {
            record.failed(e);
            throw e;
        }
    }

    /** @throws PlumblineException {@code BUSY} or {@code ACCESS_DENIED} */
    void audit(AuditEvent event) {
        send(new ProducerRecord<>(Topics.AUDIT, event.toJson()));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        open().write(record, "the brokers did not take a record for " + record.topic());
    }

    private synchronized RecordWriter open() {
        if (closed) {
            throw new PlumblineException(ErrorCode.BUSY, "the service is shutting down");
        }
        if (writer.isEmpty()) {
            writer = Optional.of(new RecordWriter(config, Topics.TOPIC_BYTES_MAX));
        }
        return writer.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        writer.ifPresent(open -> open.close(CLOSE_MAX));
    }
}
