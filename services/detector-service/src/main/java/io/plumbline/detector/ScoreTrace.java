package io.plumbline.detector;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.tracing.TraceAttributes;
import io.plumbline.stages.tracing.Tracing;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The spans of one answer that is scored while somebody waits: the same parts as of one from the stream. */
final class ScoreTrace {
    private final Tracing tracing;
    private final Instant began = Instant.now();
    private final Span span;
    private final Context context;

    ScoreTrace(Tracing tracing, Context parent) {
        this.tracing = tracing;
        this.span = tracing.span("score", SpanKind.INTERNAL, parent)
                .setStartTimestamp(began)
                .startSpan();
        this.context = parent.with(span);
    }

    Context context() {
        return context;
    }

    /** Called on the model's own thread as soon as it is done. */
    void judged(StageResult result, String model) {
        Instant now = Instant.now();
        Instant turn = now.minus(result.timing().model());
        tracing.span("queue wait", SpanKind.INTERNAL, context)
                .setStartTimestamp(began)
                .startSpan()
                .end(turn.isBefore(began) ? began : turn);
        if (result.timing().attempts() > 0) {
            Span pass = tracing.span(DetectionSpans.PASS, SpanKind.INTERNAL, context)
                    .setStartTimestamp(turn)
                    .startSpan();
            DetectionSpans.pass(pass, result, model);
            pass.end(now);
        }
        DetectionSpans.outcome(span, result);
    }

    /** Ends with the answer. */
    CompletableFuture<byte[]> watch(CompletableFuture<byte[]> answer) {
        return answer.whenComplete((body, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                String name = cause.getClass().getSimpleName();
                span.setAttribute(TraceAttributes.ERROR, name).setStatus(StatusCode.ERROR, name);
            }
            span.end();
        });
    }
}
