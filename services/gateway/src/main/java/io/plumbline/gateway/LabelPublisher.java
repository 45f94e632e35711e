package io.plumbline.gateway;

import io.opentelemetry.context.Context;
import io.plumbline.schemas.CloudEventHeaders;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.stages.tracing.TraceHeaders;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts labels on their topic. */
@ApplicationScoped
public class LabelPublisher {
    private static final String CLOUD_EVENTS_SOURCE = "/plumbline/gateway";
    /** Labels that may wait for the producer, over all requests. */
    private static final long BUFFER = 256;

    private final MutinyEmitter<byte[]> emitter;
    private final Duration timeout;

    public LabelPublisher(
            @Channel("gateway-labels-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> emitter,
            GatewayConfig config) {
        this.emitter = emitter;
        timeout = config.publishTimeout();
    }

    /**
     * Completes once all in-sync replicas have the record; fails within the configured time otherwise. After a failure it may
     * still have been written.
     *
     * @param body canonical bytes of {@code label}
     * @param caller trace context of the request, which goes on with the record
     */
    Uni<Void> publish(LabelEvent label, byte[] body, Context caller) {
        RecordHeaders headers = new RecordHeaders();
        CloudEventHeaders.of(label, CLOUD_EVENTS_SOURCE, Instant.now())
                .toHeaders()
                .forEach((name, value) -> headers.add(new RecordHeader(name, value)));
        TraceHeaders.write(headers, caller);
        Message<byte[]> message = Message.of(
                body,
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(label.key())
                        .withHeaders(headers)
                        .build()));
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(message))
                .ifNoItem()
                .after(timeout)
                .fail();
    }
}
