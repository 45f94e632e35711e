package io.plumbline.channels;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.plumbline.schemas.RecordHeaders;
import io.smallrye.reactive.messaging.TracingMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an event's trace whole: what is written because of a record belongs to that record's trace, on whichever thread it
 * is written. Without this a connector that traces would begin a new one. Where tracing is off it changes
 * nothing; where it is on, the connector appends a header of its own span: of equal headers the last counts.
 */
public final class TraceContexts {
    private static final TextMapGetter<String> ONE_HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(RecordHeaders.TRACE_PARENT);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(RecordHeaders.TRACE_PARENT) ? carrier : null;
        }
    };

    private TraceContexts() {}

    /**
     * Metadata of an outgoing message: the running span if it belongs to the trace that a W3C header names, or if there is no
     * such header; else the span of the header.
     */
    public static TracingMetadata of(Optional<String> traceParent) {
        Context named = traceParent
                .map(header -> W3CTraceContextPropagator.getInstance().extract(Context.root(), header, ONE_HEADER))
                .orElseGet(Context::root);
        SpanContext running = Span.current().getSpanContext();
        SpanContext wanted = Span.fromContext(named).getSpanContext();
        boolean goesOn =
                running.isValid() && (!wanted.isValid() || running.getTraceId().equals(wanted.getTraceId()));
        return TracingMetadata.withCurrent(goesOn ? Context.current() : named);
    }
}
