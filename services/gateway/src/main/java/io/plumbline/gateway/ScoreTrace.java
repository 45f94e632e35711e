package io.plumbline.gateway;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.stages.tracing.TraceAttributes;
import io.plumbline.stages.tracing.Tracing;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The span of one answer that is scored while the caller waits. */
final class ScoreTrace {
    private static final String SCORE = "score answer";

    private final Context context;

    ScoreTrace(Tracing tracing, GenerationEvent event, HttpHeaders headers) {
        Context caller = TraceParent.of(headers);
        this.context = caller.with(tracing.span(SCORE, SpanKind.SERVER, caller)
                .setAttribute(TraceAttributes.EVENT_ID, event.id())
                .setAttribute(TraceAttributes.TENANT, event.tenant())
                .startSpan());
    }

    /** Calls with this span current, so that it is the parent of what the port does. */
    <T> CompletionStage<T> within(Supplier<CompletionStage<T>> call) {
        try (Scope scope = context.makeCurrent()) {
            return call.get();
        }
    }

    /** @param failure why there is no verdict */
    void ended(@Nullable Throwable failure) {
        Span span = Span.fromContext(context);
        if (failure != null) {
            span.setStatus(
                    StatusCode.ERROR,
                    failure instanceof ProblemException known
                            ? known.problem().code()
                            : failure.getClass().getSimpleName());
        }
        span.end();
    }
}
