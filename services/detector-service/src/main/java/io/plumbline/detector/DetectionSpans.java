package io.plumbline.detector;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.StageResult;
import io.plumbline.stages.tracing.TraceAttributes;

/** What the spans of a judged event say. */
final class DetectionSpans {
    /** The passes of the model over one event, retries among them. */
    static final String PASS = "pass";

    private DetectionSpans() {}

    /** On the span of the whole: what came of the event. */
    static void outcome(Span span, StageResult result) {
        span.setAttribute(TraceAttributes.OUTCOME, result.outcome());
        result.verdict().ifPresent(verdict -> verdict(span, verdict));
        result.rejection().ifPresent(rejection -> {
            span.setAttribute(TraceAttributes.ERROR, rejection.code());
            span.setStatus(StatusCode.ERROR, rejection.code());
        });
    }

    private static void verdict(Span span, VerdictEvent verdict) {
        span.setAttribute(TraceAttributes.EVENT_ID, verdict.eventId());
        span.setAttribute(TraceAttributes.TENANT, verdict.tenant());
        if (verdict.outcome() instanceof Outcome.Abstained abstained) {
            span.setAttribute(TraceAttributes.REASON, abstained.reason().name());
        }
    }

    /** On the span of the pass: what ran, over how much, and what it said. */
    static void pass(Span span, StageResult result, String model) {
        span.setAttribute(TraceAttributes.MODEL, model);
        span.setAttribute(TraceAttributes.INPUT_TOKENS, result.timing().tokens());
        span.setAttribute(TraceAttributes.ATTEMPTS, (long) result.timing().attempts());
        span.setAttribute(TraceAttributes.OUTCOME, result.outcome());
        result.verdict().ifPresent(verdict -> {
            span.setAttribute(TraceAttributes.PROFILE, verdict.profileName());
            verdict.profileId().ifPresent(id -> span.setAttribute(TraceAttributes.PROFILE_ID, id));
            if (verdict.outcome() instanceof Outcome.Scored scored) {
                span.setAttribute(TraceAttributes.EVALUATION, TraceAttributes.HALLUCINATION);
                span.setAttribute(TraceAttributes.SCORE, scored.probability());
                span.setAttribute(TraceAttributes.LABEL, scored.label().name());
            }
        });
        result.rejection().ifPresent(rejection -> span.setStatus(StatusCode.ERROR, rejection.code()));
    }
}
