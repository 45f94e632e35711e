package io.plumbline.channels;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.plumbline.stages.tracing.RecordSpans;
import io.plumbline.stages.tracing.TraceHeaders;
import io.plumbline.stages.tracing.Tracing;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The spans of one record's way through a service: one from its being read to its results' being safe, and under it the wait, the
 * work and each record that is written. With tracing off it only takes the context along. Thread-safe as spans are.
 */
public final class RecordTrace {
    private static final String QUEUE_WAIT = "queue wait";

    private final Tracing tracing;
    private final ConsumerRecord<byte[], byte[]> record;
    private final Instant began = Instant.now();
    private final Span span;
    private final Context context;

    /** Begins: the record was read. */
    public RecordTrace(Tracing tracing, ConsumerRecord<byte[], byte[]> record) {
        this.tracing = Objects.requireNonNull(tracing, "tracing is null");
        this.record = Objects.requireNonNull(record, "record is null");
        this.span =
                RecordSpans.process(tracing, record).setStartTimestamp(began).startSpan();
        this.context = TraceHeaders.read(record.headers()).with(span);
    }

    public ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** In which the work is done. */
    public Context context() {
        return context;
    }

    /** The span of the whole, to say on it what came of the record. */
    public Span span() {
        return span;
    }

    /** Says, once it is known, how long the record waited: from being read until {@code turn}. */
    public void waited(Instant turn) {
        child(QUEUE_WAIT).setStartTimestamp(began).startSpan().end(turn.isBefore(began) ? began : turn);
    }

    /** A part of the work. */
    public SpanBuilder child(String name) {
        return tracing.span(name, SpanKind.INTERNAL, context);
    }

    /** Ends when the results are safe. */
    public void end() {
        span.end();
    }

    /** Ends where the results could not be written. */
    public void failed(Throwable failure) {
        span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        span.end();
    }

    /** The span of a record that is written; its context stands in that record's headers. */
    Span send(String topic, Headers headers) {
        Span sending = RecordSpans.send(tracing, topic, context).startSpan();
        TraceHeaders.write(headers, context.with(sending));
        TraceHeaders.keepCaller(record.headers(), headers, tracing.on());
        return sending;
    }
}
