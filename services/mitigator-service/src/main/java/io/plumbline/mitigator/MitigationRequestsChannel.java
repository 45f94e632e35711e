package io.plumbline.mitigator;

import io.plumbline.channels.Failures;
import io.plumbline.channels.Outlet;
import io.plumbline.mitigator.RequestMitigation.Destination;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Reads mitigation requests, delivery at least once; closed with the other kind ({@link TransactionalRequests}). One at a time,
 * since one device repairs one answer at a time. A record is acknowledged once its event, or its dead letter, is safe; one that
 * the shutdown interrupts is not, and is read again by the next instance.
 */
@ApplicationScoped
public class MitigationRequestsChannel {
    private static final Logger LOG = Logger.getLogger(MitigationRequestsChannel.class);

    /** After the model has given up its last item, before the connector closes. */
    static final int SECOND = 200;

    private final ExecutorService intake = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-mitigation-intake");
        thread.setDaemon(true);
        return thread;
    });
    private final RequestMitigation mitigation;
    private final MutinyEmitter<byte[]> mitigations;
    private final MutinyEmitter<byte[]> deadLetters;

    public MitigationRequestsChannel(
            RequestMitigation mitigation,
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

    // not to be made only to be stopped: without its channel it cannot be
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(SECOND) ShutdownEvent event) {
        intake.shutdownNow();
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
            RequestMitigation.Handled handled = mitigation.mitigate(record).join();
            if (!mitigation.isStopping()) {
                published(message, handled).await().indefinitely();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            notHandled(message, e);
        }
    }

    private void notHandled(Message<byte[]> message, RuntimeException failure) {
        Throwable cause = Failures.cause(failure);
        if (Failures.isEnding(cause) || mitigation.isStopping()) {
            LOG.debug("shutting down: the request stays unacknowledged and will be read again", cause);
            return;
        }
        LOG.error("the stage broke its promise to always return: the channel stops, nothing is lost", cause);
        CompletionStage<Void> unused = message.nack(cause);
    }

    private Uni<Void> published(Message<byte[]> message, RequestMitigation.Handled handled) {
        List<Uni<Void>> sends = mitigation.records(handled).entrySet().stream()
                .map(one -> Outlet.send(
                        one.getKey() == Destination.MITIGATIONS ? mitigations : deadLetters, one.getValue()))
                .toList();
        return Uni.join()
                .all(sends)
                .andFailFast()
                .onItem()
                .transformToUni(done -> Uni.createFrom().completionStage(message.ack()))
                .onItem()
                .invoke(() -> mitigation.published(handled))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("a result could not be published: the channel stops, nothing is lost", failure);
                    handled.trace().failed(failure);
                    return Uni.createFrom().completionStage(message.nack(failure));
                });
    }
}
