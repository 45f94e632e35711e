package io.plumbline.stages.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.plumbline.schemas.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** W3C trace context ({@code traceparent}, {@code tracestate}) in the headers of records and requests. */
public final class TraceHeaders {
    private static final TextMapGetter<Function<String, Optional<String>>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, Optional<String>> carrier) {
            return W3CTraceContextPropagator.getInstance().fields();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, Optional<String>> carrier, String key) {
            return carrier == null ? null : carrier.apply(key).orElse(null);
        }
    };

    private TraceHeaders() {}

    /** The context that headers name, by their names; the root context if there is none or it is malformed. */
    public static Context read(Function<String, Optional<String>> header) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), header, GETTER);
    }

    /** The same of a record; of equal headers the last counts. */
    public static Context read(Headers headers) {
        return read(name -> text(headers, name));
    }

    /** The last header of this name. */
    public static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** What a request would carry; empty for a context without a span. */
    public static Map<String, String> values(Context context) {
        Map<String, String> values = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(context, values, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return values;
    }

    /**
     * Names the context in a record, in the place of what the record named before: there is one header of each name afterwards.
     * A context without a span leaves the record as it is.
     */
    public static void write(Headers headers, Context context) {
        if (Span.fromContext(context).getSpanContext().isValid()) {
            W3CTraceContextPropagator.getInstance().fields().forEach(headers::remove);
            values(context).forEach((name, value) -> headers.add(name, RecordHeaders.value(value)));
        }
    }

    /** Notes in a record which span its event came from; nothing for a context without a span. */
    public static void noteCaller(Headers headers, Context caller) {
        Optional.ofNullable(values(caller).get(RecordHeaders.TRACE_PARENT))
                .ifPresent(value -> headers.add(RecordHeaders.CALLER_TRACE_PARENT, RecordHeaders.value(value)));
    }

    /**
     * Takes along which span the sender of the event was in, if that is another than the record's own context will be: the answer
     * is judged for that span, however many of ours lie between.
     *
     * @param from headers of the record that led to this one
     * @param own whether spans are made here
     */
    public static void keepCaller(Headers from, Headers to, boolean own) {
        Optional<String> caller = text(from, RecordHeaders.CALLER_TRACE_PARENT)
                .or(() -> own
                        ? Optional.ofNullable(values(read(from)).get(RecordHeaders.TRACE_PARENT))
                        : Optional.empty());
        to.remove(RecordHeaders.CALLER_TRACE_PARENT);
        caller.ifPresent(value -> to.add(RecordHeaders.CALLER_TRACE_PARENT, RecordHeaders.value(value)));
    }
}
