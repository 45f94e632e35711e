package io.plumbline.stages.rollout;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.kafka.TopicRange;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The routing table's one home: a topic of one partition that keeps every version. It needs no file on every machine, detectors
 * read it with the access they have, all see versions in one order, and its history cannot differ from what was in force.
 */
public final class RoutingTopic {
    private final Map<String, Object> client;
    private final Clock clock;

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public RoutingTopic(Map<String, Object> client, Clock clock) {
        this.client = Map.copyOf(client);
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /**
     * What was read, and where reading goes on.
     *
     * @param history all versions
     * @param next offset of what comes after
     */
    public record Read(RoutingHistory history, long next) {}

    /** @throws PlumblineException {@code INVALID_INPUT} if there is no such topic, {@code BUSY} if no broker answers */
    public Read read() {
        RoutingHistory history = new RoutingHistory();
        try (TopicRange range = TopicRange.open(client, Topics.ROUTING, TopicRange.Limits.NONE)) {
            range.forEach(record -> {
                history.accept(record);
                return true;
            });
            return new Read(history, range.ends().getOrDefault(0, 0L));
        }
    }

    /**
     * Makes a table the next version, and writes an audit event about it. Two who do so at once cannot both succeed.
     *
     * @param follows the version that the writer looked at; another one in force is a conflict
     * @throws PlumblineException {@code INVALID_REQUEST} if somebody was faster, {@code BUSY} if no broker takes it
     */
    public RoutingChange append(RoutingTable table, String by, String reason, int follows) {
        RoutingHistory before = read().history();
        if (before.version() != follows) {
            throw conflict(follows, before.version());
        }
        RoutingChange change = new RoutingChange(follows + 1, clock.instant(), by, reason, table);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(producerConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
            send(
                    producer,
                    Topics.ROUTING,
                    Integer.toString(change.version()).getBytes(StandardCharsets.UTF_8),
                    RoutingJson.bytes(change));
            RoutingHistory after = read().history();
            if (!after.version(change.version()).equals(java.util.Optional.of(change))) {
                throw conflict(follows, after.version());
            }
            send(producer, Topics.AUDIT, new byte[0], audit(change, before).toJson());
        }
        return change;
    }

    private static AuditEvent audit(RoutingChange change, RoutingHistory before) {
        Map<String, String> details = new HashMap<>();
        details.put("version", Integer.toString(change.version()));
        details.put("hash", change.hash());
        details.put("previousVersion", Integer.toString(before.version()));
        before.newest().ifPresent(old -> details.put("previousHash", old.hash()));
        details.put("reason", change.reason());
        return new AuditEvent(change.time(), AuditEvent.Action.ROUTING_CHANGED, change.by(), details);
    }

    private static PlumblineException conflict(int follows, int found) {
        return new PlumblineException(
                ErrorCode.INVALID_REQUEST,
                "version " + found + " is in force, not " + follows
                        + ": somebody changed the table meanwhile. Look at it again: plumbline routing show");
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, byte[] key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        } catch (ExecutionException | KafkaException e) {
            throw new PlumblineException(ErrorCode.BUSY, "the brokers did not take a record for " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.BUSY, "interrupted", e);
        }
    }

    private Map<String, Object> producerConfig() {
        Map<String, Object> config = new HashMap<>(client);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.request.size", Topics.TOPIC_BYTES_MAX);
        config.putIfAbsent("max.block.ms", 15_000);
        config.putIfAbsent("delivery.timeout.ms", 30_000);
        config.putIfAbsent("request.timeout.ms", 10_000);
        return config;
    }
}
