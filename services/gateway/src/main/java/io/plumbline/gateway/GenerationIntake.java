package io.plumbline.gateway;

import io.opentelemetry.context.Context;
import io.plumbline.gateway.redaction.Redaction;
import io.plumbline.gateway.redaction.Redactor;
import io.plumbline.ingest.IngestException;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Source;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.tracing.Tracing;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** From the bytes of a request to a record the broker has confirmed. */
@ApplicationScoped
public class GenerationIntake {
    private static final Logger LOG = Logger.getLogger(GenerationIntake.class);

    private final EventCodec codec = new EventCodec();
    private final AcceptedGenerations accepted;
    private final GenerationPublisher publisher;
    private final GatewayMetrics metrics;
    private final Tracing tracing;
    private final List<Redactor> redactors;

    /**
     * A generation the broker has.
     *
     * @param eventId its id
     * @param repetition whether it was there before
     */
    record Receipt(String eventId, boolean repetition) {}

    public GenerationIntake(
            AcceptedGenerations accepted,
            GenerationPublisher publisher,
            GatewayMetrics metrics,
            Tracing tracing,
            @All List<Redactor> redactors) {
        this.redactors = redactors;
        this.accepted = accepted;
        this.publisher = publisher;
        this.metrics = metrics;
        this.tracing = tracing;
    }

    /**
     * Decodes strictly and gives the event its tenant.
     *
     * @throws ProblemException if the bytes are no valid event
     */
    GenerationEvent decode(byte[] body, String tenant) {
        try {
            return ofTenant(codec.decodeStrict(GenerationEvent.class, body), tenant);
        } catch (EventException e) {
            metrics.event(e.kind().name());
            throw new ProblemException(Problem.of(e), e);
        }
    }

    /** The canonical bytes of an event that {@link #decode} gave. */
    byte[] encode(GenerationEvent event) {
        try {
            return codec.encode(event);
        } catch (EventException e) {
            // the tenant may make it longer than allowed
            metrics.event(e.kind().name());
            throw new ProblemException(Problem.of(e), e);
        }
    }

    private static GenerationEvent ofTenant(GenerationEvent event, String tenant) {
        return event.withSource(new Source(event.source().app(), Optional.of(tenant)));
    }

    /** Completes once the broker has the event; fails with a {@link ProblemException}. */
    Uni<Receipt> accept(byte[] body, String tenant, Context traceParent) {
        return Uni.createFrom().deferred(() -> accept(decode(body, tenant), traceParent));
    }

    /** The same for a payload of another format, which {@code mapping} turns into an event. */
    Uni<Receipt> accept(Supplier<GenerationEvent> mapping, String tenant, Context traceParent) {
        return Uni.createFrom().deferred(() -> {
            try {
                return accept(ofTenant(mapping.get(), tenant), traceParent);
            } catch (IngestException e) {
                metrics.event(e.reason().name());
                throw new ProblemException(Problem.of(e), e);
            }
        });
    }

    /** The same for an event that has its tenant. */
    Uni<Receipt> accept(GenerationEvent event, Context traceParent) {
        return Uni.createFrom().deferred(() -> {
            AcceptTrace trace = new AcceptTrace(tracing, event, traceParent);
            return trace.watch(admit(event, trace));
        });
    }

    private Uni<Receipt> admit(GenerationEvent received, AcceptTrace trace) {
        return Uni.createFrom().deferred(() -> {
            GenerationEvent event = redacted(received);
            byte[] canonical = encode(event);
            String hash = CanonicalJson.hash(canonical);
            GenerationKey key = new GenerationKey(event.tenant(), event.id());
            switch (accepted.admit(key, hash)) {
                case CONFLICT -> {
                    metrics.event("ID_REUSED");
                    return Uni.createFrom().failure(ProblemException.idReused(event.id()));
                }
                case REPETITION -> {
                    metrics.event("REPETITION");
                    return Uni.createFrom().item(new Receipt(event.id(), true));
                }
                case PUBLISH -> {
                    return publish(event, canonical, hash, key, trace);
                }
            }
            throw new IllegalStateException("every admission is handled above");
        });
    }

    private GenerationEvent redacted(GenerationEvent received) {
        GenerationEvent event = received;
        for (Redactor redactor : redactors) {
            Redaction redaction;
            try {
                redaction = redactor.redact(event);
            } catch (RuntimeException e) {
                // of the event nothing is logged: what could not be redacted is what must not lie about
                LOG.errorf(
                        "event %s: %s failed (%s)",
                        event.id(), redactor.getClass().getName(), e.getClass().getName());
                metrics.event("REDACTION_FAILED");
                throw ProblemException.redactionFailed(event.id(), e);
            }
            event = redaction.event();
            redaction.values().forEach(metrics::redacted);
        }
        return event;
    }

    private Uni<Receipt> publish(
            GenerationEvent event, byte[] canonical, String hash, GenerationKey key, AcceptTrace trace) {
        long started = System.nanoTime();
        return publisher
                .publish(event, canonical, trace)
                .onFailure()
                .transform(failure -> {
                    MDC.put("eventId", event.id());
                    LOG.warnf("event %s was not confirmed by the broker: %s", event.id(), failure);
                    MDC.remove("eventId");
                    metrics.event("BROKER_UNAVAILABLE");
                    return ProblemException.brokerUnavailable(event.id(), failure);
                })
                .map(confirmed -> {
                    accepted.confirm(key, hash);
                    metrics.published(Duration.ofNanos(System.nanoTime() - started), canonical.length);
                    metrics.estimated(ReceivedGeneration.estimatedTokens(event));
                    metrics.event("ACCEPTED");
                    return new Receipt(event.id(), false);
                });
    }
}
