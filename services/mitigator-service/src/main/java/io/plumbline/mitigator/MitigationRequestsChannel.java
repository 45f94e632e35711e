package io.plumbline.mitigator;

import io.plumbline.channels.Outlet;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.Rejection;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Reads mitigation requests, one at a time, since one device repairs one answer at a time. A record is acknowledged once its
 * event, or its dead letter, is safe; one that the shutdown interrupts is not, and is read again by the next instance.
 */
@ApplicationScoped
public class MitigationRequestsChannel {
    private static final Logger LOG = Logger.getLogger(MitigationRequestsChannel.class);

    /** After the model has given up its last item, before the connector closes. */
    private static final int SECOND = 200;

    private final EventCodec codec = new EventCodec();
    private final Outlet outlet = new Outlet("/plumbline/mitigator");
    private final ExecutorService intake = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-mitigation-intake");
        thread.setDaemon(true);
        return thread;
    });
    private final MitigationService mitigation;
    private final MutinyEmitter<byte[]> mitigations;
    private final MutinyEmitter<byte[]> deadLetters;

    public MitigationRequestsChannel(
            MitigationService mitigation,
            @Channel("mitigator-mitigations-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> mitigations,
            @Channel("mitigator-dead-letters-out")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = Outlet.BUFFER)
                    MutinyEmitter<byte[]> deadLetters) {
        this.mitigation = mitigation;
        this.mitigations = mitigations;
        this.deadLetters = deadLetters;
    }

    @Incoming("mitigator-requests-in")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    public CompletionStage<Void> receive(Message<byte[]> message) {
        return CompletableFuture.runAsync(() -> take(message), intake);
    }

    void stop(@Observes @Priority(SECOND) ShutdownEvent event) {
        intake.shutdownNow();
    }

    @SuppressWarnings("unchecked")
    private void take(Message<byte[]> message) {
        IncomingKafkaRecordMetadata<byte[], byte[]> record = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("not a Kafka record"));
        byte[] body = Optional.ofNullable(message.getPayload()).orElseGet(() -> new byte[0]);
        try {
            MitigationResult result = result(body);
            if (!mitigation.isStopping()) {
                published(message, record, body, result).await().indefinitely();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PlumblineException | CompletionException e) {
            LOG.debug("shutting down: the request stays unacknowledged and will be read again", e);
        }
    }

    private MitigationResult result(byte[] body) throws InterruptedException {
        try {
            return mitigation
                    .submitWhenRoom(codec.decode(MitigationRequestEvent.class, body))
                    .join();
        } catch (EventException e) {
            LOG.warnf("request %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            return new MitigationResult(Optional.empty(), Optional.of(Rejection.of(e)), Duration.ZERO);
        }
    }

    private Uni<Void> published(
            Message<byte[]> message,
            IncomingKafkaRecordMetadata<byte[], byte[]> record,
            byte[] body,
            MitigationResult result) {
        List<Uni<Void>> sends = new ArrayList<>();
        result.rejection()
                .ifPresent(
                        rejection -> sends.add(Outlet.send(deadLetters, Outlet.deadLetter(record, body, rejection))));
        result.event()
                .ifPresent(event -> sends.add(Outlet.send(
                        mitigations,
                        outlet.event(
                                event,
                                Map.of(
                                        RecordHeaders.ENVIRONMENT,
                                        mitigation.environment(),
                                        RecordHeaders.MODEL_MS,
                                        Long.toString(result.took().toMillis())),
                                record))));
        return Uni.join()
                .all(sends)
                .andFailFast()
                .onItem()
                .transformToUni(done -> Uni.createFrom().completionStage(message.ack()))
                .onItem()
                .invoke(() -> mitigation.metrics().record(result))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("a result could not be published: the channel stops, nothing is lost", failure);
                    return Uni.createFrom().completionStage(message.nack(failure));
                });
    }
}
