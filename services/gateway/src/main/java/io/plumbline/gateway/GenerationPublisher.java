package io.plumbline.gateway;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.plumbline.schemas.CloudEventHeaders;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.ReceivedGeneration;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts generations on their topic. */
@ApplicationScoped
public class GenerationPublisher {
    private static final String CLOUD_EVENTS_SOURCE = "/plumbline/gateway";
    /** Events that may wait for the producer, over all requests. */
    private static final long BUFFER = 1024;

    private final MutinyEmitter<byte[]> emitter;
    private final Duration timeout;
    private final String topic;

    public GenerationPublisher(
            @Channel("gateway-generations-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> emitter,
            GatewayConfig config,
            @ConfigProperty(name = "mp.messaging.outgoing.gateway-generations-out.topic") String topic) {
        this.emitter = emitter;
        this.topic = topic;
        timeout = config.publishTimeout();
    }

    /**
     * Completes once all in-sync replicas have the record; fails within the configured time otherwise, also if too many
     * events wait already. After a failure the record may still have been written.
     *
     * @param body canonical bytes of {@code event}
     */
    Uni<Void> publish(GenerationEvent event, byte[] body, AcceptTrace trace) {
        OutgoingKafkaRecordMetadata.OutgoingKafkaRecordMetadataBuilder<String> metadata =
                OutgoingKafkaRecordMetadata.<String>builder().withKey(event.key());
        org.apache.kafka.common.header.internals.RecordHeaders headers =
                new org.apache.kafka.common.header.internals.RecordHeaders();
        CloudEventHeaders.of(event, CLOUD_EVENTS_SOURCE, Instant.now())
                .toHeaders()
                .forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        headers.add(
                RecordHeaders.TOKENS_ESTIMATE,
                RecordHeaders.value(Long.toString(ReceivedGeneration.estimatedTokens(event))));
        Span sending = trace.send(topic, headers);
        Message<byte[]> message =
                Message.of(body, Metadata.of(metadata.withHeaders(headers).build()));
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(message))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .invoke(failure ->
                        sending.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName()))
                .onTermination()
                .invoke(sending::end);
    }
}
