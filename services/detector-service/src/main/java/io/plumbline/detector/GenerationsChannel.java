package io.plumbline.detector;

import io.plumbline.channels.Failures;
import io.plumbline.channels.Outlet;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads generations, delivery at least once; closed with the other kind ({@link TransactionalGenerations}). One thread takes
 * records in, in order; it blocks while the model's queue is full or too much is in work, which stops the reading of further
 * records. Each record is
 * acknowledged by itself, once its verdict or dead letter is safe; out of order, and the commit follows the oldest
 * unacknowledged one.
 */
@ApplicationScoped
public class GenerationsChannel {
    private static final Logger LOG = Logger.getLogger(GenerationsChannel.class);

    private static final Duration PUBLISH_AT_SHUTDOWN = Duration.ofSeconds(10);

    /** After the model has finished its last item, before the connector closes. */
    static final int SECOND = 200;

    private final RecordDetection detection;
    private final ResultPublisher publisher;
    private final ExecutorService intake = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-intake");
        thread.setDaemon(true);
        return thread;
    });
    /** Writes verdicts: the model's thread has better to do. */
    private final ExecutorService outgoing = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-outgoing");
        thread.setDaemon(true);
        return thread;
    });
    /** Reading stops, rather than that more and more results wait for brokers that do not take them. */
    private final Semaphore inWork = new Semaphore(Outlet.IN_WORK_MAX);
    /** One party for this bean and one for each record in work. */
    private final Phaser publishing = new Phaser(1);

    public GenerationsChannel(RecordDetection detection, ResultPublisher publisher) {
        this.detection = detection;
        this.publisher = publisher;
    }

    @Incoming("detector-generations-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> receive(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message), intake);
    }

    // not to be made only to be stopped: without its channel it cannot be
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(SECOND) ShutdownEvent event)
            throws InterruptedException {
        intake.shutdownNow();
        try {
            publishing.awaitAdvanceInterruptibly(
                    publishing.arrive(), PUBLISH_AT_SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("some verdicts were not acknowledged in time; their events will be scored again");
        }
    }

    @SuppressWarnings("unchecked")
    private void take(Message<byte[]> message) {
        IncomingKafkaRecordMetadata<byte[], byte[]> metadata = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("not a Kafka record"));
        ConsumerRecord<byte[], byte[]> record = metadata.getRecord();
        if (Outlet.isTakenIn(record)) {
            CompletionStage<Void> unused = message.ack();
            return;
        }
        try {
            inWork.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        publishing.register();
        CompletableFuture<Void> settled =
                judge(record).handle(Ended::new).thenComposeAsync(ended -> settle(message, ended), outgoing);
        CompletableFuture<Void> unused = settled.whenComplete((done, failure) -> {
            inWork.release();
            publishing.arriveAndDeregister();
        });
    }

    private CompletableFuture<RecordDetection.Judged> judge(ConsumerRecord<byte[], byte[]> record) {
        try {
            return detection.judge(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new PlumblineException(ErrorCode.BUSY, "the service is ending"));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** How the work on a record ended: one of the two. */
    private record Ended(
            RecordDetection.@Nullable Judged judged,
            @Nullable Throwable failure) {}

    private CompletableFuture<Void> settle(Message<byte[]> message, Ended ended) {
        if (ended.judged() != null) {
            return publish(message, ended.judged());
        }
        Throwable failure = ended.failure();
        Throwable cause = failure == null ? new IllegalStateException("no result") : Failures.cause(failure);
        if (Failures.isEnding(cause)) {
            LOG.debug("shutting down: the record stays unacknowledged and will be read again", cause);
            return CompletableFuture.completedFuture(null);
        }
        LOG.error("the stage broke its promise to always return", cause);
        return message.nack(cause).toCompletableFuture();
    }

    private CompletableFuture<Void> publish(Message<byte[]> message, RecordDetection.Judged judged) {
        return Uni.createFrom()
                .deferred(() -> publisher.publish(judged))
                .onItem()
                .transformToUni(published ->
                        Uni.createFrom().completionStage(message.ack()).replaceWith(published))
                .onItem()
                .invoke(detection::published)
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("a result could not be published: the channel stops, nothing is lost", failure);
                    judged.trace().failed(failure);
                    return Uni.createFrom().completionStage(message.nack(failure));
                })
                .subscribeAsCompletionStage();
    }
}
