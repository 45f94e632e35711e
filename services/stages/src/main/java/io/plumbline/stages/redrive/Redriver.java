package io.plumbline.stages.redrive;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Pace;
import io.plumbline.stages.kafka.RecordWriter;
import io.plumbline.stages.tracing.RecordSpans;
import io.plumbline.stages.tracing.TraceAttributes;
import io.plumbline.stages.tracing.TraceHeaders;
import io.plumbline.stages.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Puts dead letters back.
 *
 * <p>Guarantees. A record goes to the topic its headers name, if that is one of ours, with the key and the value it had, or the value
 * that a {@link BodyTransform} makes of it, and its own headers; those about its death are taken off, its number of attempts is put on. Each is acknowledged by the brokers before the
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
    private final Tracing tracing;

    /** @param client how to reach the brokers, in Kafka's own names; {@code bootstrap.servers} at least */
    public Redriver(Map<String, Object> client, String topic, Clock clock) {
        this(client, topic, clock, Tracing.off());
    }

    /** The same with a span for each record that is put back, in the trace of its letter and linked to it. */
    public Redriver(Map<String, Object> client, String topic, Clock clock, Tracing tracing) {
        this.client = Map.copyOf(client);
        this.reader = new DeadLetterReader(client, topic);
        this.clock = clock;
        this.tracing = tracing;
    }

    /**
     * Says what a run would do, letter by letter, and how much of each; writes nothing.
     *
     * @param transform applied to each body before it is put back; empty to leave them as they are
     */
    public Map<RedriveAction, Long> dryRun(
            RedriveFilter filter, RedriveLimits limits, Optional<BodyTransform> transform, Consumer<AuditLine> audit) {
        return each(
                filter,
                limits,
                transform,
                plan -> audit.accept(line(RedriveAction.WOULD_SEND, plan, Optional.empty())),
                audit);
    }

    /**
     * Puts back what is meant.
     *
     * @param transform as {@link #dryRun}
     * @param audit gets a line for each letter that was meant, after the brokers have acknowledged it; if it throws the run ends
     * @throws PlumblineException {@code BUSY} if the brokers cannot be reached or do not acknowledge; the run can be repeated
     */
    public Map<RedriveAction, Long> run(
            RedriveFilter filter, RedriveLimits limits, Optional<BodyTransform> transform, Consumer<AuditLine> audit) {
        Pace pace = Pace.of(limits.perSecond());
        try (RecordWriter writer = new RecordWriter(client, Topics.DLQ_BYTES_MAX)) {
            return each(
                    filter,
                    limits,
                    transform,
                    plan -> {
                        await(pace);
                        RecordMetadata put = sendTraced(writer, back(plan), plan.dead());
                        send(writer, mark(plan.dead()));
                        audit.accept(line(
                                RedriveAction.SENT,
                                plan,
                                Optional.of(new AuditLine.Written(put.topic(), put.partition(), put.offset()))));
                    },
                    audit);
        }
    }

    /** What is to be done with a letter. */
    private record Plan(
            RedriveAction action,
            DeadRecord dead,
            Optional<BodyTransform.Changed> changed,
            Optional<AuditLine.Change> change) {
        static Plan leave(RedriveAction action, DeadRecord dead) {
            return new Plan(action, dead, Optional.empty(), Optional.empty());
        }

        int attempt() {
            return dead.attempts() + 1;
        }
    }

    private Map<RedriveAction, Long> each(
            RedriveFilter filter,
            RedriveLimits limits,
            Optional<BodyTransform> transform,
            Consumer<Plan> send,
            Consumer<AuditLine> audit) {
        Map<RedriveAction, Long> counts = new EnumMap<>(RedriveAction.class);
        reader.read(dead -> {
            if (filter.matches(dead)) {
                Plan plan = plan(dead, limits, transform);
                counts.merge(plan.action(), 1L, Long::sum);
                if (plan.action() == RedriveAction.SENT) {
                    send.accept(plan);
                } else {
                    audit.accept(line(plan.action(), plan, Optional.empty()));
                }
            }
            return counts.getOrDefault(RedriveAction.SENT, 0L) < limits.recordsMax();
        });
        return counts;
    }

    private static Plan plan(DeadRecord dead, RedriveLimits limits, Optional<BodyTransform> transform) {
        if (dead.redriven()) {
            return Plan.leave(RedriveAction.ALREADY_SENT, dead);
        }
        if (dead.origin().filter(origin -> isOurs(origin.topic())).isEmpty()) {
            return Plan.leave(RedriveAction.NO_ORIGIN, dead);
        }
        if (dead.attempts() >= limits.attemptsMax()) {
            return Plan.leave(RedriveAction.TRIED_OFTEN, dead);
        }
        Plan plan = transform
                .map(program -> transformed(dead, program))
                .orElseGet(() -> Plan.leave(RedriveAction.SENT, dead));
        // hopeless means unchanged: what a program changed has hope again
        boolean unchanged = plan.changed().map(one -> one.places().isEmpty()).orElse(true);
        return plan.action() == RedriveAction.SENT && unchanged && !dead.redrivable() && !limits.hopelessToo()
                ? Plan.leave(RedriveAction.HOPELESS, dead)
                : plan;
    }

    private static Plan transformed(DeadRecord dead, BodyTransform program) {
        byte[] value = dead.record().value();
        try {
            BodyTransform.Changed changed =
                    program.apply(dead.origin().orElseThrow().topic(), value == null ? new byte[0] : value);
            return new Plan(
                    RedriveAction.SENT,
                    dead,
                    Optional.of(changed),
                    Optional.of(new AuditLine.Change(program.id(), changed.places(), Optional.empty())));
        } catch (PlumblineException refused) {
            return new Plan(
                    RedriveAction.NOT_TRANSFORMED,
                    dead,
                    Optional.empty(),
                    Optional.of(
                            new AuditLine.Change(program.id(), List.of(), Optional.ofNullable(refused.getMessage()))));
        }
    }

    /** A header must not be able to send a record just anywhere. */
    private static boolean isOurs(String topic) {
        return Topics.all().stream()
                .map(TopicSpec::name)
                .anyMatch(name -> name.equals(topic) && !name.endsWith(Topics.DLQ_SUFFIX));
    }

    private AuditLine line(RedriveAction action, Plan plan, Optional<AuditLine.Written> written) {
        boolean sent = action == RedriveAction.SENT || action == RedriveAction.WOULD_SEND;
        return new AuditLine(
                clock.instant(),
                action,
                reader.topic(),
                plan.dead(),
                sent ? Optional.of(plan.attempt()) : Optional.empty(),
                written,
                plan.change());
    }

    private ProducerRecord<byte[], byte[]> back(Plan plan) {
        DeadRecord dead = plan.dead();
        // no partition: equal keys go where the producer's go, also if partitions were added since
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                dead.origin().orElseThrow().topic(),
                dead.record().key(),
                plan.changed()
                        .map(BodyTransform.Changed::body)
                        .orElse(dead.record().value()));
        Headers headers = record.headers();
        for (Header header : dead.record().headers()) {
            headers.add(header);
        }
        ABOUT_DEATH.forEach(headers::remove);
        headers.remove(RedriveHeaders.ATTEMPT);
        headers.remove(RedriveHeaders.OF);
        // what is put back has not been taken in, wherever the letter lay
        headers.remove(RecordHeaders.MOVED_FROM);
        headers.remove(RecordHeaders.MOVED_DONE);
        headers.add(RedriveHeaders.ATTEMPT, bytes(Integer.toString(plan.attempt())));
        headers.add(RedriveHeaders.OF, bytes(dead.place().toString()));
        plan.change().ifPresent(change -> headers.add(RedriveHeaders.TRANSFORM, bytes(change.program())));
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

    private RecordMetadata sendTraced(RecordWriter writer, ProducerRecord<byte[], byte[]> record, DeadRecord dead) {
        Context letter = TraceHeaders.read(record.headers());
        Span span = RecordSpans.send(tracing, record.topic(), letter)
                .addLink(Span.fromContext(letter).getSpanContext())
                .setAttribute(TraceAttributes.REDRIVE_OF, dead.place().toString())
                .startSpan();
        TraceHeaders.keepCaller(dead.record().headers(), record.headers(), tracing.on());
        TraceHeaders.write(record.headers(), letter.with(span));
        try {
            return send(writer, record);
        } catch (PlumblineException e) {
            span.setStatus(StatusCode.ERROR, e.code().name());
            throw e;
        } finally {
            span.end();
        }
    }

    private static RecordMetadata send(RecordWriter writer, ProducerRecord<byte[], byte[]> record) {
        return writer.write(
                record,
                "the brokers did not take a record for " + record.topic()
                        + "; what was put back is marked, run again to go on");
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
}
