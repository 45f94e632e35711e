package io.plumbline.stages.redrive;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Pace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back.
 *
 * <p>Guarantees. A record goes to the topic its headers name, if that is one of ours, with the key and the value it had and its own
 * headers; those about its death are taken off, its number of attempts is put on. Each is acknowledged by the brokers before the
 * next. Then a mark goes to the dead-letter topic, so that no later run, on whatever machine, puts the same letter back; a run that
 * is killed between the two does so once more, which is harmless: an equal event gives the verdict with the same id. A letter that
 * dies again is a new letter with its attempts counted, so nothing goes round for ever. Of one dead-letter topic one run at a time.
 */
public final class Redriver {
    private static final List<String> ABOUT_DEATH = List.of(
            RecordHeaders.DLQ_REASON,
            RecordHeaders.DLQ_DETAIL,
            RecordHeaders.DLQ_TOPIC,
            RecordHeaders.DLQ_PARTITION,
            RecordHeaders.DLQ_OFFSET,
            DeadLetter.TIMESTAMP,
            DeadLetter.REDRIVABLE);

    private final Map<String, Object> client;
    private final DeadLetterReader reader;
    private final Clock clock;

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public Redriver(Map<String, Object> client, String topic, Clock clock) {
        this.client = Map.copyOf(client);
        this.reader = new DeadLetterReader(client, topic);
        this.clock = clock;
    }

    /** Says what a run would do, letter by letter, and how much of each; writes nothing. */
    public Map<RedriveAction, Long> dryRun(RedriveFilter filter, RedriveLimits limits, Consumer<AuditLine> audit) {
        return each(
                filter,
                limits,
                dead -> audit.accept(
                        line(RedriveAction.WOULD_SEND, dead, Optional.of(dead.attempts() + 1), Optional.empty())),
                audit);
    }

    /**
     * Puts back what is meant.
     *
     * @param audit gets a line for each letter that was meant, after the brokers have acknowledged it; if it throws the run ends
     * @throws PlumblineException {@code BUSY} if the brokers cannot be reached or do not acknowledge; the run can be repeated
     */
    public Map<RedriveAction, Long> run(RedriveFilter filter, RedriveLimits limits, Consumer<AuditLine> audit) {
        Pace pace = Pace.of(limits.perSecond());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(producerConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
            return each(
                    filter,
                    limits,
                    dead -> {
                        await(pace);
                        int attempt = dead.attempts() + 1;
                        RecordMetadata put = send(producer, back(dead, attempt));
                        send(producer, mark(dead));
                        audit.accept(line(
                                RedriveAction.SENT,
                                dead,
                                Optional.of(attempt),
                                Optional.of(new AuditLine.Written(put.topic(), put.partition(), put.offset()))));
                    },
                    audit);
        }
    }

    private Map<RedriveAction, Long> each(
            RedriveFilter filter, RedriveLimits limits, Consumer<DeadRecord> send, Consumer<AuditLine> audit) {
        Map<RedriveAction, Long> counts = new EnumMap<>(RedriveAction.class);
        reader.read(dead -> {
            if (filter.matches(dead)) {
                RedriveAction action = decide(dead, limits);
                counts.merge(action, 1L, Long::sum);
                if (action == RedriveAction.SENT) {
                    send.accept(dead);
                } else {
                    audit.accept(line(action, dead, Optional.empty(), Optional.empty()));
                }
            }
            return counts.getOrDefault(RedriveAction.SENT, 0L) < limits.recordsMax();
        });
        return counts;
    }

    private static RedriveAction decide(DeadRecord dead, RedriveLimits limits) {
        if (dead.redriven()) {
            return RedriveAction.ALREADY_SENT;
        }
        if (dead.origin().filter(origin -> isOurs(origin.topic())).isEmpty()) {
            return RedriveAction.NO_ORIGIN;
        }
        if (!dead.redrivable() && !limits.hopelessToo()) {
            return RedriveAction.HOPELESS;
        }
        return dead.attempts() >= limits.attemptsMax() ? RedriveAction.TRIED_OFTEN : RedriveAction.SENT;
    }

    /** A header must not be able to send a record just anywhere. */
    private static boolean isOurs(String topic) {
        return Topics.all().stream()
                .map(TopicSpec::name)
                .anyMatch(name -> name.equals(topic) && !name.endsWith(Topics.DLQ_SUFFIX));
    }

    private AuditLine line(
            RedriveAction action, DeadRecord dead, Optional<Integer> attempt, Optional<AuditLine.Written> written) {
        return new AuditLine(clock.instant(), action, reader.topic(), dead, attempt, written);
    }

    private ProducerRecord<byte[], byte[]> back(DeadRecord dead, int attempt) {
        // no partition: equal keys go where the producer's go, also if partitions were added since
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                dead.origin().orElseThrow().topic(),
                dead.record().key(),
                dead.record().value());
        Headers headers = record.headers();
        for (Header header : dead.record().headers()) {
            headers.add(header);
        }
        ABOUT_DEATH.forEach(headers::remove);
        headers.remove(RedriveHeaders.ATTEMPT);
        headers.remove(RedriveHeaders.OF);
        headers.add(RedriveHeaders.ATTEMPT, bytes(Integer.toString(attempt)));
        headers.add(RedriveHeaders.OF, bytes(dead.place().toString()));
        return record;
    }

    private ProducerRecord<byte[], byte[]> mark(DeadRecord dead) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                reader.topic(), dead.record().partition(), dead.record().key(), new byte[0]);
        record.headers().add(RedriveHeaders.DONE, bytes(dead.place().toString()));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RecordMetadata send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | KafkaException e) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "the brokers did not take a record for " + record.topic() + ": " + e.getMessage()
                            + ". What was put back is marked; run again to go on",
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void await(Pace pace) {
        try {
            pace.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static PlumblineException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PlumblineException(
                ErrorCode.BUSY, "interrupted; what was put back is marked, run again to go on", e);
    }

    private Map<String, Object> producerConfig() {
        Map<String, Object> config = new HashMap<>(client);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.request.size", Topics.DLQ_BYTES_MAX);
        config.put("linger.ms", 0);
        return config;
    }
}
