package io.plumbline.stages.erase;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.audit.AuditEvent;
import io.plumbline.stages.kafka.BrokerFailure;
import io.plumbline.stages.kafka.RecordWriter;
import io.plumbline.stages.kafka.TopicRange;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Erases an answer, or everything of a tenant, from every topic that holds events.
 *
 * <p>Kafka has no deletion of single records, only of everything before an offset. So a partition that holds some of them is
 * rewritten: what stays is copied to its end, then everything before the copies is deleted. Partitions that hold none are not touched.
 *
 * <p>Guarantees. Nothing is deleted before the brokers have all copies. Nothing is rewritten that a consumer group has not read and
 * committed, so no event is lost to one; copies that the fleet has taken in where they lay say so, and its services pass them over.
 * Order within a partition stays, and so do keys, times and headers. A run that is killed leaves records twice at worst; the next run
 * leaves each once. What is written about it names neither id nor tenant. Of one cluster one run at a time.
 */
public final class Eraser {
    /** Of these nothing is about a single event. */
    private static final Set<String> NOT_EVENTS = Set.of(Topics.ROUTING, Topics.AUDIT);

    /** What comes in while a run goes on is for its next pass. */
    private static final int PASSES = 3;

    private static final int MOVED_HEADER_BYTES = 1 << 16;

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    /** Services that read a topic once; other groups are somebody else's. */
    private static final Map<String, String> FLEET = Map.of(
            Topics.GENERATIONS, "plumbline-detector",
            Topics.MITIGATION_REQUESTS, "plumbline-mitigator",
            Topics.VERDICTS, "plumbline-gateway-emit");

    private final Map<String, Object> client;
    private final ErasureTarget target;
    private final Clock clock;

    /**
     * How a run goes.
     *
     * @param by who has it done
     * @param patience how long groups may take to read what is to be rewritten
     * @param ignoredGroups that nobody reads with any more
     */
    public record Settings(String by, Duration patience, Set<String> ignoredGroups) {
        public Settings {
            if (by.isBlank() || patience.isNegative()) {
                throw new IllegalArgumentException("'by' is a name, and patience " + patience + " not negative");
            }
            ignoredGroups = Set.copyOf(ignoredGroups);
        }
    }

    /**
     * How much there was.
     *
     * @param erased records
     * @param moved records that were copied, or would be, because they lay beside these
     */
    public record Count(long erased, long moved) {
        Count plus(Count other) {
            return new Count(erased + other.erased, moved + other.moved);
        }
    }

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public Eraser(Map<String, Object> client, ErasureTarget target, Clock clock) {
        this.client = Map.copyOf(client);
        this.target = Objects.requireNonNull(target, "target is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /** Says what would go, topic by topic; writes nothing. */
    public Map<String, Count> dryRun(Consumer<ErasureLine> audit) {
        Map<String, Count> counts = new TreeMap<>();
        for (String topic : topics()) {
            Map<Integer, PartitionScan> scans = scan(topic);
            Count[] count = {new Count(0, 0)};
            each(topic, ends(scans), record -> {
                PartitionScan scan = scans.get(record.partition());
                if (scan != null && scan.touched()) {
                    boolean goes = scan.erases(record.offset());
                    count[0] = count[0].plus(new Count(goes ? 1 : 0, goes ? 0 : 1));
                }
            });
            lines(scans.values(), false, audit);
            if (count[0].erased() > 0) {
                counts.put(topic, count[0]);
            }
        }
        return counts;
    }

    /**
     * Erases.
     *
     * @param audit gets a line for each record, once it is gone
     * @throws PlumblineException {@code BUSY} if a group has not read what is to be rewritten, if records keep coming, or if the
     *     brokers do not answer; the run can be repeated
     */
    public Map<String, Count> run(Settings settings, Consumer<ErasureLine> audit) {
        Map<String, Count> counts = new TreeMap<>();
        try (Admin admin = Admin.create(client);
                // the largest record, and the header that says where it lay
                RecordWriter writer = new RecordWriter(client, Topics.DLQ_BYTES_MAX + MOVED_HEADER_BYTES)) {
            GroupProgress groups = new GroupProgress(admin, settings.ignoredGroups());
            for (int pass = 0; pass < PASSES; pass++) {
                boolean found = false;
                for (String topic : topics()) {
                    List<PartitionScan> touched =
                            PartitionScan.touched(new ArrayList<>(scan(topic).values()));
                    if (!touched.isEmpty()) {
                        found = true;
                        Map<String, Map<TopicPartition, Long>> read = awaitReaders(groups, touched, settings);
                        for (PartitionScan scan : touched) {
                            Count count = rewrite(admin, writer, scan, read.containsKey(FLEET.getOrDefault(topic, "")));
                            counts.merge(topic, count, Count::plus);
                            lines(List.of(scan), true, audit);
                            tell(writer, settings, scan, count);
                        }
                    }
                }
                if (!found) {
                    return counts;
                }
            }
        }
        throw new PlumblineException(
                ErrorCode.BUSY,
                "after " + PASSES + " passes there is still more: it keeps coming. Stop its producers, for example by"
                        + " taking the tenant's key from the gateway, then run again");
    }

    private static List<String> topics() {
        return Topics.all().stream()
                .map(TopicSpec::name)
                .filter(name -> !NOT_EVENTS.contains(name))
                .toList();
    }

    /** By partition, also what transactions wrote and took back. */
    private Map<Integer, PartitionScan> scan(String topic) {
        Map<Integer, PartitionScan> scans = new TreeMap<>();
        try (TopicRange range = TopicRange.openUncommitted(client, topic)) {
            range.forEach(record -> {
                scans.computeIfAbsent(
                                record.partition(),
                                number -> new PartitionScan(new TopicPartition(topic, number), target))
                        .accept(record);
                return true;
            });
        }
        return scans;
    }

    private static Map<Integer, Long> ends(Map<Integer, PartitionScan> scans) {
        Map<Integer, Long> ends = new HashMap<>();
        scans.forEach((partition, scan) -> ends.put(partition, scan.touched() ? scan.afterLast() : 0L));
        return ends;
    }

    private void each(String topic, Map<Integer, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (TopicRange range = TopicRange.open(client, topic, TopicRange.Limits.NONE)) {
            range.endAt(ends);
            range.forEach(record -> {
                action.accept(record);
                return true;
            });
        }
    }

    private Map<String, Map<TopicPartition, Long>> awaitReaders(
            GroupProgress groups, List<PartitionScan> touched, Settings settings) {
        List<TopicPartition> partitions =
                touched.stream().map(PartitionScan::partition).toList();
        Map<TopicPartition, Long> readable = readable(touched);
        long deadline = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            Map<String, Map<TopicPartition, Long>> committed = groups.committed(partitions);
            List<String> behind = GroupProgress.behind(committed, readable);
            if (behind.isEmpty()) {
                return committed;
            }
            if (System.nanoTime() > deadline) {
                throw new PlumblineException(
                        ErrorCode.BUSY,
                        "not read yet: " + String.join(", ", behind)
                                + ". Nothing was erased from there. Let these groups catch up and run again, or name one"
                                + " that nobody uses any more with --ignore-group");
            }
            try {
                Thread.sleep(ASK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlumblineException(ErrorCode.BUSY, "interrupted; run again", e);
            }
        }
    }

    /** After the last record that every reader gets: what a transaction took back nobody need have read. */
    private Map<TopicPartition, Long> readable(List<PartitionScan> touched) {
        Map<TopicPartition, Long> readable = new HashMap<>();
        Map<Integer, Long> ends = new HashMap<>();
        touched.forEach(scan -> ends.put(scan.partition().partition(), scan.afterLast()));
        each(
                touched.get(0).partition().topic(),
                ends,
                record -> readable.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1));
        return readable;
    }

    private Count rewrite(Admin admin, RecordWriter writer, PartitionScan scan, boolean done) {
        TopicPartition partition = scan.partition();
        PartitionRewrite rewrite = new PartitionRewrite(scan, writer.producer(), done);
        each(partition.topic(), Map.of(partition.partition(), scan.afterLast()), rewrite::accept);
        long moved = rewrite.finish();
        try {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(scan.afterLast())))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw BrokerFailure.of(
                    "the brokers did not delete from " + partition
                            + "; its records are there twice until the run is repeated",
                    e);
        }
        return new Count(scan.erased().size(), moved);
    }

    private void lines(Iterable<PartitionScan> scans, boolean done, Consumer<ErasureLine> audit) {
        for (PartitionScan scan : scans) {
            scan.erased()
                    .forEach((offset, bytes) -> audit.accept(new ErasureLine(
                            clock.instant(),
                            done,
                            target.subject(),
                            scan.partition().topic(),
                            scan.partition().partition(),
                            offset,
                            bytes)));
        }
    }

    private void tell(RecordWriter writer, Settings settings, PartitionScan scan, Count count) {
        AuditEvent event = new AuditEvent(
                clock.instant(),
                AuditEvent.Action.ERASED,
                settings.by(),
                Map.of(
                        "scope", target.scope(),
                        "subject", target.subject(),
                        "partition", scan.partition().toString(),
                        "erased", Long.toString(count.erased()),
                        "moved", Long.toString(count.moved()),
                        "before", Long.toString(scan.afterLast())));
        writer.write(
                new ProducerRecord<>(Topics.AUDIT, event.toJson()),
                "erased from " + scan.partition() + ", but the audit topic did not take that");
    }
}
