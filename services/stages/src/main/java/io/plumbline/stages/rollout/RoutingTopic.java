package io.plumbline.stages.rollout;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.kafka.RecordWriter;
import io.plumbline.stages.kafka.TopicRange;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

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
        try (RecordWriter writer = writer()) {
            write(
                    writer,
                    Topics.ROUTING,
                    Integer.toString(change.version()).getBytes(StandardCharsets.UTF_8),
                    RoutingJson.bytes(change));
            RoutingHistory after = read().history();
            if (!after.version(change.version()).equals(Optional.of(change))) {
                throw conflict(follows, after.version());
            }
            write(writer, Topics.AUDIT, new byte[0], audit(change, before).toJson());
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

    private static void write(RecordWriter writer, String topic, byte[] key, byte[] value) {
        writer.write(new ProducerRecord<>(topic, key, value), "the brokers did not take a record for " + topic);
    }

    private RecordWriter writer() {
        Map<String, Object> config = new HashMap<>(client);
        config.putIfAbsent("max.block.ms", 15_000);
        config.putIfAbsent("delivery.timeout.ms", 30_000);
        config.putIfAbsent("request.timeout.ms", 10_000);
        return new RecordWriter(config, Topics.TOPIC_BYTES_MAX);
    }
}
