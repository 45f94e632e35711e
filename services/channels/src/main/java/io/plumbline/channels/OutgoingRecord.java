package io.plumbline.channels;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** A record that is to be written, whichever client writes it. No record type, because keys and values are arrays. */
public final class OutgoingRecord {
    /** Kafka allows records without one. */
    private final byte @Nullable [] key;

    private final byte[] value;
    private final Headers headers;
    private final Span span;

    /**
     * A record.
     *
     * @param key of a partition; records of others may have none
     * @param span of its being sent, which its headers name
     */
    OutgoingRecord(byte @Nullable [] key, byte[] value, Headers headers, Span span) {
        this.key = key;
        this.value = Objects.requireNonNull(value, "value is null");
        this.headers = Objects.requireNonNull(headers, "headers is null");
        this.span = Objects.requireNonNull(span, "span is null");
    }

    /** For a channel, which knows the topic. */
    public Message<byte[]> toMessage() {
        OutgoingKafkaRecordMetadata.OutgoingKafkaRecordMetadataBuilder<byte[]> metadata =
                OutgoingKafkaRecordMetadata.<byte[]>builder().withHeaders(headers);
        if (key != null) {
            metadata.withKey(key);
        }
        return Message.of(value, Metadata.of(metadata.build()));
    }

    /** For Kafka's own producer. */
    public ProducerRecord<byte[], byte[]> toRecord(String topic) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    /** To be called once the brokers have it, or its transaction is committed. */
    public void sent() {
        span.end();
    }

    /** To be called when it is given up. */
    public void failed(Throwable failure) {
        span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        span.end();
    }
}
