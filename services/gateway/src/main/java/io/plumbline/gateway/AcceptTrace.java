package io.plumbline.gateway;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.stages.tracing.RecordSpans;
import io.plumbline.stages.tracing.TraceAttributes;
import io.plumbline.stages.tracing.TraceHeaders;
import io.plumbline.stages.tracing.Tracing;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.common.header.Headers;

/** The spans of one event at the gateway: its being accepted, and under that its being written. */
final class AcceptTrace {
    private static final String ACCEPT = "accept generation";

    private final Tracing tracing;
    private final Context caller;
    private final Span span;

    /** @param caller context of the request, or of the span that the event was read from */
    AcceptTrace(Tracing tracing, GenerationEvent event, Context caller) {
        this.tracing = tracing;
        this.caller = caller;
        this.span = tracing.span(ACCEPT, SpanKind.SERVER, caller)
                .setAttribute(TraceAttributes.EVENT_ID, event.id())
                .setAttribute(TraceAttributes.TENANT, event.tenant())
                .startSpan();
    }

    /** Begins the span of the writing, which the record's headers then name. */
    Span send(String topic, Headers headers) {
        Context within = caller.with(span);
        Span sending = RecordSpans.send(tracing, topic, within).startSpan();
        if (tracing.on()) {
            TraceHeaders.noteCaller(headers, caller);
        }
        TraceHeaders.write(headers, within.with(sending));
        return sending;
    }

    /** Ends with what came of the event. */
    Uni<GenerationIntake.Receipt> watch(Uni<GenerationIntake.Receipt> receipt) {
        return receipt.onItemOrFailure().invoke((accepted, failure) -> {
            if (failure instanceof ProblemException refused) {
                span.setAttribute(TraceAttributes.OUTCOME, refused.problem().code());
                span.setStatus(StatusCode.ERROR, refused.problem().code());
            } else if (failure != null) {
                span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            } else {
                span.setAttribute(TraceAttributes.OUTCOME, accepted.repetition() ? "REPETITION" : "ACCEPTED");
            }
            span.end();
        });
    }
}
