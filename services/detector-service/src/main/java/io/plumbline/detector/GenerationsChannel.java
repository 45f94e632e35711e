package io.plumbline.detector;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.stages.InvalidGeneration;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Reads generations. One thread takes records in, in order; it blocks while the model's queue is full, which stops the reading of
 * further records. Each record is acknowledged by itself, once its verdict or dead letter is safe; out of order, and the commit
 * follows the oldest unacknowledged one.
 */
@ApplicationScoped
public class GenerationsChannel {
    private static final Logger LOG = Logger.getLogger(GenerationsChannel.class);

    /** Optional record header: name or id of the profile that should judge. */
    static final String PROFILE_HEADER = "plumbline-profile";

    private static final Duration PUBLISH_AT_SHUTDOWN = Duration.ofSeconds(10);

    /** After the model has finished its last item, before the connector closes. */
    private static final int SECOND = 200;

    private final EventCodec codec = new EventCodec();
    private final DetectionService detection;
    private final ResultPublisher publisher;
    private final ExecutorService intake = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-intake");
        thread.setDaemon(true);
        return thread;
    });
    /** One party for this bean and one for each result on its way to the brokers. */
    private final Phaser publishing = new Phaser(1);

    public GenerationsChannel(DetectionService detection, ResultPublisher publisher) {
        this.detection = detection;
        this.publisher = publisher;
    }

    @Incoming("detector-generations-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> receive(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message), intake);
    }

    void stop(@Observes @Priority(SECOND) ShutdownEvent event) throws InterruptedException {
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
        IncomingKafkaRecordMetadata<byte[], byte[]> record = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("not a Kafka record"));
        byte[] body = Optional.ofNullable(message.getPayload()).orElseGet(() -> new byte[0]);
        long arrived = System.nanoTime();
        try {
            ReceivedGeneration received = ReceivedGeneration.decode(codec, body, askedProfile(record));
            CompletableFuture<StageResult> unused = detection
                    .submitWhenRoom(received)
                    .whenComplete((result, failure) -> scored(message, record, body, arrived, result, failure));
        } catch (EventException e) {
            LOG.warnf("event %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            StageResult result = InvalidGeneration.result(e, body);
            // waits: a flood of rubbish must not outrun the producer
            publish(message, new ResultPublisher.Context(record, body, "none", Duration.ZERO), result, arrived)
                    .join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PlumblineException | CompletionException e) {
            LOG.debug("shutting down: the record stays unacknowledged and will be read again", e);
        }
    }

    private static Optional<String> askedProfile(IncomingKafkaRecordMetadata<byte[], byte[]> record) {
        return Optional.ofNullable(record.getHeaders().lastHeader(PROFILE_HEADER))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .filter(value -> !value.isBlank());
    }

    private void scored(
            Message<byte[]> message,
            IncomingKafkaRecordMetadata<byte[], byte[]> record,
            byte[] body,
            long arrived,
            @org.jspecify.annotations.Nullable StageResult result,
            @org.jspecify.annotations.Nullable Throwable failure) {
        if (result == null) {
            boolean closing = failure instanceof PlumblineException known && known.code() == ErrorCode.BUSY;
            if (!closing) {
                LOG.error("the stage broke its promise to always return", failure);
                message.nack(failure == null ? new IllegalStateException("no result") : failure);
            }
            return;
        }
        Duration total = Duration.ofNanos(System.nanoTime() - arrived);
        Duration queued = total.minus(result.timing().model());
        String environment = detection.stage().join().identity().environment();
        CompletableFuture<Void> unused =
                publish(message, new ResultPublisher.Context(record, body, environment, queued), result, arrived);
    }

    private CompletableFuture<Void> publish(
            Message<byte[]> message, ResultPublisher.Context context, StageResult result, long arrived) {
        publishing.register();
        return publisher
                .publish(result, context)
                .onItem()
                .transformToUni(done -> io.smallrye.mutiny.Uni.createFrom().completionStage(message.ack()))
                .onItem()
                .invoke(() -> detection.metrics().record(result, Duration.ofNanos(System.nanoTime() - arrived)))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("a result could not be published: the channel stops, nothing is lost", failure);
                    return io.smallrye.mutiny.Uni.createFrom().completionStage(message.nack(failure));
                })
                .onTermination()
                .invoke(publishing::arriveAndDeregister)
                .subscribeAsCompletionStage();
    }
}
