package io.plumbline.mitigator;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.channels.TransactionalChannel;
import io.plumbline.channels.TransactionalStream;
import io.plumbline.mitigator.RequestMitigation.Destination;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.Config;

/**
 * Reads mitigation requests, delivery exactly once: what came of a request, or its dead letter, and the request's offset are one
 * transaction. Does nothing under the other kind ({@link MitigationRequestsChannel}), whose settings it goes by.
 */
@ApplicationScoped
public class TransactionalRequests {
    private final RequestMitigation mitigation;
    private final TransactionalChannel channel;

    public TransactionalRequests(
            RequestMitigation mitigation,
            Config config,
            @Identifier("default-kafka-broker") Map<String, Object> brokers) {
        this.mitigation = mitigation;
        channel = new TransactionalChannel(config, brokers, "mitigator-requests-in", this::begin);
    }

    void start(@Observes StartupEvent event) {
        channel.start();
    }

    void stop(@Observes @Priority(MitigationRequestsChannel.SECOND) ShutdownEvent event) {
        channel.close();
    }

    /** How it stands; {@code OFF} under the other kind of delivery. */
    TransactionalChannel channel() {
        return channel;
    }

    private CompletionStage<TransactionalStream.Done> begin(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        if (Outlet.isTakenIn(record)) {
            return CompletableFuture.completedFuture(new TransactionalStream.Done(List.of(), () -> {}));
        }
        return mitigation.mitigate(record).thenApply(handled -> {
            if (mitigation.isStopping()) {
                throw new PlumblineException(ErrorCode.BUSY, "the service is ending: this is no result");
            }
            return done(handled);
        });
    }

    private TransactionalStream.Done done(RequestMitigation.Handled handled) {
        Map<Destination, OutgoingRecord> written = mitigation.records(handled);
        return new TransactionalStream.Done(
                written.entrySet().stream()
                        .map(one -> one.getValue().toRecord(mitigation.topic(one.getKey())))
                        .toList(),
                () -> {
                    written.values().forEach(OutgoingRecord::sent);
                    mitigation.published(handled);
                });
    }
}
