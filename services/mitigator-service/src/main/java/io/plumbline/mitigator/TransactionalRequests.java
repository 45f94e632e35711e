package io.plumbline.mitigator;

import io.plumbline.channels.Outlet;
import io.plumbline.channels.TransactionalChannel;
import io.plumbline.channels.TransactionalClients;
import io.plumbline.channels.TransactionalStream;
import io.plumbline.mitigator.RequestMitigation.Destination;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.stages.MitigationResult;
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
    private final String mitigations;
    private final String deadLetters;
    private final TransactionalChannel channel;

    public TransactionalRequests(
            RequestMitigation mitigation,
            Config config,
            @Identifier("default-kafka-broker") Map<String, Object> brokers) {
        this.mitigation = mitigation;
        mitigations = TransactionalClients.topicOf(config, "mitigator-mitigations-out");
        deadLetters = TransactionalClients.topicOf(config, "mitigator-dead-letters-out");
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
        return mitigation.mitigate(record).thenApply(result -> {
            if (mitigation.isStopping()) {
                throw new PlumblineException(ErrorCode.BUSY, "the service is ending: this is no result");
            }
            return done(result, record);
        });
    }

    private TransactionalStream.Done done(MitigationResult result, ConsumerRecord<byte[], byte[]> record) {
        return new TransactionalStream.Done(
                mitigation.records(result, record).entrySet().stream()
                        .map(one -> one.getValue()
                                .toRecord(one.getKey() == Destination.MITIGATIONS ? mitigations : deadLetters))
                        .toList(),
                () -> mitigation.published(result));
    }
}
