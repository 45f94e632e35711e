package io.plumbline.stages.tracing;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Spans round records, by OpenTelemetry's conventions for messaging. */
public final class RecordSpans {
    private static final String KAFKA = "kafka";

    private RecordSpans() {}

    /** A record that is written because of {@code parent}; its context is what the record's headers should name. */
    public static SpanBuilder send(Tracing tracing, String topic, Context parent) {
        return span(tracing, "send", topic, SpanKind.PRODUCER, parent);
    }

    /** The work on a record that was read, in the context that its headers name. */
    public static SpanBuilder process(Tracing tracing, ConsumerRecord<?, ?> record) {
        return span(tracing, "process", record.topic(), SpanKind.CONSUMER, TraceHeaders.read(record.headers()))
                .setAttribute(TraceAttributes.PARTITION, Integer.toString(record.partition()))
                .setAttribute(TraceAttributes.OFFSET, record.offset());
    }

    private static SpanBuilder span(Tracing tracing, String operation, String topic, SpanKind kind, Context parent) {
        return tracing.span(operation + " " + topic, kind, parent)
                .setAttribute(TraceAttributes.SYSTEM, KAFKA)
                .setAttribute(TraceAttributes.OPERATION, operation)
                .setAttribute(TraceAttributes.TOPIC, topic);
    }
}
