package io.plumbline.channels;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Reads records, has each worked on, and writes what came of it exactly once: the results and the offsets of what they came from
 * are one transaction (KIP-98, KIP-447).
 *
 * <p>Guarantees. A reader of committed records sees the results of every record once, whatever dies in between. The transaction is
 * opened when results are there and holds no work, so its length does not depend on the model's; it takes whatever is done
 * without a gap in its partition, at most {@value #RECORDS_MAX} records. A partition that moves to another instance takes with it
 * what was not committed; the results of its records are thrown away here, and a commit that comes too late is refused by the
 * brokers (the group's generation). Results that a failed transaction could not write are kept and written by the next. Reading
 * pauses while too much is in work, but polling goes on: slow work costs no membership.
 *
 * <p>Kafka's own clients and not SmallRye's {@code KafkaTransactions}: that (4.33) reports success where a commit failed and was
 * rolled back, and reads on behind the lost batch.
 */
public final class TransactionalStream implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TransactionalStream.class);

    static final int RECORDS_MAX = 256;

    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final TransactionalClients clients;
    private final Work work;
    private final InWork inWork = new InWork();
    private final Thread thread;
    private final ExecutorService intake;
    private volatile State state = new State(Phase.STARTING, "not started");
    private volatile boolean running = true;
    private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();
    private long openAgainNanos = System.nanoTime();
    private int failures;

    /** What is done with a record. */
    public interface Work {
        /**
         * Begins the work on one record; called on one thread, in order. May block while there is no room.
         *
         * @return completes with what is to be written; fails only when the service is ending, or for a defect, which stops
         *     the stream
         */
        CompletionStage<Done> begin(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;
    }

    /**
     * What came of a record.
     *
     * @param records to write, in one transaction with the record's offset
     * @param committed called once that is committed; must not throw
     */
    public record Done(List<ProducerRecord<byte[], byte[]>> records, Runnable committed) {
        public Done {
            records = List.copyOf(records);
            Objects.requireNonNull(committed, "committed is null");
        }
    }

    /** Where a stream stands. */
    public enum Phase {
        STARTING,
        RUNNING,
        /** The brokers did not take a transaction; it is tried again. */
        RECOVERING,
        /** It will not go on: restart the service. */
        FAILED,
        STOPPED
    }

    /** @param detail for a person */
    public record State(Phase phase, String detail) {}

    /** @param name of its threads */
    public TransactionalStream(String name, TransactionalClients clients, Work work) {
        this.clients = Objects.requireNonNull(clients, "clients is null");
        this.work = Objects.requireNonNull(work, "work is null");
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
        this.intake = Executors.newSingleThreadExecutor(task -> {
            Thread taker = new Thread(task, name + "-intake");
            taker.setDaemon(true);
            return taker;
        });
    }

    public void start() {
        thread.start();
    }

    public State state() {
        return state;
    }

    /** Whether transactions go through: false while the brokers do not take them. */
    public boolean isHealthy() {
        return state.phase() == Phase.STARTING || state.phase() == Phase.RUNNING;
    }

    /** Whether it still tries: false once only a restart helps. */
    public boolean isAlive() {
        return state.phase() != Phase.FAILED;
    }

    /** Commits what is done, leaves the group, and ends; what is in work is left to the next instance. */
    @Override
    public void close() {
        running = false;
        intake.shutdownNow();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Errors too: whatever ends this thread must show on the probes, or nobody restarts the service
    @SuppressWarnings("CatchThrowable")
    private void run() {
        Optional<KafkaConsumer<byte[], byte[]>> consumer = Optional.empty();
        try {
            KafkaConsumer<byte[], byte[]> opened = clients.openConsumer();
            consumer = Optional.of(opened);
            read(opened);
            enter(Phase.STOPPED, "the service is ending");
        } catch (InterruptException e) {
            fail("interrupted", e);
        } catch (Throwable e) {
            fail("reading " + clients.topic() + " failed: " + e, e);
        } finally {
            consumer.ifPresent(this::closeQuietly);
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(clients.topic()), new Moves(consumer));
        while (running) {
            openProducer(consumer);
            pauseOrResume(consumer);
            consumer.poll(POLL).forEach(this::take);
            commit(consumer);
        }
        commit(consumer);
    }

    private void closeQuietly(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            producer.ifPresent(open -> open.close(CLOSE));
            consumer.close(CloseOptions.timeout(CLOSE));
        } catch (KafkaException e) {
            LOG.debug("at the end", e);
        }
    }

    private void fail(String detail, Throwable cause) {
        // before the log: after an Error that may fail as well
        enter(Phase.FAILED, detail);
        running = false;
        LOG.error("the stream ends, nothing is lost: " + detail, cause);
    }

    /** {@link Phase#FAILED} is for good: that a broker is away while the stream ends must not hide it. */
    private synchronized void enter(Phase phase, String detail) {
        if (state.phase() != Phase.FAILED) {
            state = new State(phase, detail);
        }
    }

    private void pauseOrResume(KafkaConsumer<byte[], byte[]> consumer) {
        // also without a producer: what cannot be written should not be read
        if (inWork.size() >= clients.inWorkMax() || producer.isEmpty()) {
            consumer.pause(consumer.assignment());
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        InWork.Entry entry = inWork.add(record);
        try {
            intake.execute(() -> begin(entry));
        } catch (RejectedExecutionException e) {
            LOG.debug("ending: the record is left to the next instance", e);
        }
    }

    private void begin(InWork.Entry entry) {
        if (entry.isDropped()) {
            return;
        }
        try {
            CompletionStage<Void> unused = work.begin(entry.record())
                    .thenAccept(entry::complete)
                    .exceptionally(failure -> {
                        defect(failure);
                        return null;
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // an Error would only end the intake's thread, and leave the record in work for ever
            defect(e);
        }
    }

    private void defect(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (!Failures.isEnding(cause) && running) {
            fail("the stage broke its promise to always return", cause);
        }
    }

    /** Has a producer, if need be a new one: it settles what the one before it left open. */
    private void openProducer(KafkaConsumer<byte[], byte[]> consumer) {
        if (producer.isPresent() || System.nanoTime() - openAgainNanos < 0) {
            return;
        }
        KafkaProducer<byte[], byte[]> opened = clients.openProducer();
        try {
            opened.initTransactions();
            // a commit whose answer was lost may have gone through
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(consumer.committed(consumer.assignment()));
            committed.values().removeIf(Objects::isNull);
            inWork.committed(committed);
            producer = Optional.of(opened);
            enter(Phase.RUNNING, "reads " + clients.topic());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            opened.close(Duration.ZERO);
            failed(e);
        }
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer) {
        InWork.Ready ready = inWork.ready(RECORDS_MAX);
        if (ready.isEmpty() || producer.isEmpty()) {
            return;
        }
        KafkaProducer<byte[], byte[]> open = producer.get();
        try {
            open.beginTransaction();
            for (Done done : ready.results()) {
                for (ProducerRecord<byte[], byte[]> record : done.records()) {
                    Future<RecordMetadata> unused = open.send(record);
                }
            }
            open.sendOffsetsToTransaction(ready.offsets(), consumer.groupMetadata());
            // fails if one send did
            open.commitTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // one way for every failure: a new producer aborts what is open
            producer = Optional.empty();
            open.close(Duration.ZERO);
            failed(e);
            return;
        }
        failures = 0;
        inWork.committed(ready.offsets());
        ready.results().forEach(done -> done.committed().run());
    }

    private void failed(KafkaException e) {
        Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures, 5));
        wait = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
        failures++;
        openAgainNanos = System.nanoTime() + wait.toNanos();
        enter(Phase.RECOVERING, "the brokers did not take a transaction: " + e.getMessage());
        LOG.warnf("a transaction was rolled back and is tried again after %d ms: %s", wait.toMillis(), e.getMessage());
    }

    /** What happens when partitions move between instances. */
    private final class Moves implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        private Moves(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.infof("reads %s from now on", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // what is done need not be done again by the next
            commit(consumer);
            inWork.drop(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            inWork.drop(partitions);
        }
    }
}
