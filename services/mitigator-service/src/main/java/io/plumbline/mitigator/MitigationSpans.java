package io.plumbline.mitigator;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.plumbline.channels.RecordTrace;
import io.plumbline.mitigation.Attempt;
import io.plumbline.mitigation.AttemptWatch;
import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.tracing.TraceAttributes;
import io.plumbline.stages.tracing.Tracing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The spans of one mitigation: its wait, its work, and under that each strategy with what it cost. Written on the model's thread; the
 * span of the work is made at the end, when its beginning is known, and the strategies' after it.
 */
final class MitigationSpans implements AttemptWatch {
    private static final String WORK = "mitigate";

    /** How much of the span's time others took between the repair's passes. */
    static final AttributeKey<Long> LENT_MS = AttributeKey.longKey("plumbline.lent.ms");

    private final Tracing tracing;
    private final RecordTrace trace;
    private final String model;
    private final List<Tried> tried = new ArrayList<>();
    private Optional<Strategy> writing = Optional.empty();
    private Instant since = Instant.EPOCH;

    /** A strategy's turn. */
    private record Tried(Strategy strategy, Optional<Attempt> attempt, Instant from, Instant to) {}

    /** @param model as the settings name it */
    MitigationSpans(Tracing tracing, RecordTrace trace, String model) {
        this.tracing = tracing;
        this.trace = trace;
        this.model = model;
    }

    void of(GenerationEvent generation) {
        trace.span().setAttribute(TraceAttributes.EVENT_ID, generation.id());
        trace.span().setAttribute(TraceAttributes.TENANT, generation.tenant());
    }

    @Override
    public void began(Strategy strategy) {
        writing = Optional.of(strategy);
        since = Instant.now();
    }

    @Override
    public void ended(Optional<Attempt> attempt) {
        writing.ifPresent(strategy -> tried.add(new Tried(strategy, attempt, since, Instant.now())));
        writing = Optional.empty();
    }

    /** The work is done, or there was none. */
    void ended(MitigationResult result) {
        Instant now = Instant.now();
        Instant turn = now.minus(result.took()).minus(result.lent());
        trace.waited(turn);
        if (!result.took().isZero()) {
            Span work = trace.child(WORK).setStartTimestamp(turn).startSpan();
            work.setAttribute(LENT_MS, result.lent().toMillis());
            outcome(work, result);
            Context within = trace.context().with(work);
            tried.forEach(one -> span(one, within));
            work.end(now);
        }
        outcome(trace.span(), result);
    }

    private static void outcome(Span span, MitigationResult result) {
        span.setAttribute(TraceAttributes.OUTCOME, result.decision());
        result.event()
                .flatMap(event -> event.reason())
                .ifPresent(reason -> span.setAttribute(TraceAttributes.REASON, reason.name()));
        result.rejection().ifPresent(rejection -> {
            span.setAttribute(TraceAttributes.ERROR, rejection.code());
            span.setStatus(StatusCode.ERROR, rejection.code());
        });
    }

    private void span(Tried one, Context within) {
        Span span = tracing.span("strategy " + one.strategy().title(), SpanKind.INTERNAL, within)
                .setStartTimestamp(one.from())
                .setAttribute(TraceAttributes.STRATEGY, one.strategy().title())
                .setAttribute(TraceAttributes.MODEL, model)
                .startSpan();
        one.attempt().ifPresent(attempt -> {
            Candidate candidate = attempt.candidate();
            span.setAttribute(TraceAttributes.INPUT_TOKENS, candidate.cost().runTokens());
            span.setAttribute(TraceAttributes.OUTPUT_TOKENS, candidate.cost().newTokens());
            span.setAttribute(TraceAttributes.PASSES, candidate.cost().passes());
            span.setAttribute(
                    TraceAttributes.OUTCOME,
                    attempt.rejection().map(why -> why.reason().name()).orElse("USABLE"));
            attempt.after().ifPresent(after -> {
                span.setAttribute(TraceAttributes.EVALUATION, TraceAttributes.HALLUCINATION);
                span.setAttribute(TraceAttributes.SCORE, after.probability());
            });
        });
        span.end(one.to());
    }
}
