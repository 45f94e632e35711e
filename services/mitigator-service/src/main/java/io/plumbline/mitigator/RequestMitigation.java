package io.plumbline.mitigator;

import io.opentelemetry.context.Scope;
import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.channels.RecordTrace;
import io.plumbline.channels.TransactionalClients;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.Rejection;
import io.plumbline.stages.tracing.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** From a mitigation request to what is written about it; the same for both kinds of delivery. */
@ApplicationScoped
public class RequestMitigation {
    private static final Logger LOG = Logger.getLogger(RequestMitigation.class);

    private final EventCodec codec = new EventCodec();
    private final Outlet outlet = new Outlet("/plumbline/mitigator");
    private final MitigationService mitigation;
    private final MitigationConfig config;
    private final Tracing tracing;
    private final Map<Destination, String> topics;

    /** Where a record goes. */
    enum Destination {
        MITIGATIONS,
        DEAD_LETTERS
    }

    public RequestMitigation(MitigationService mitigation, MitigationConfig config, Tracing tracing, Config settings) {
        this.mitigation = mitigation;
        this.config = config;
        this.tracing = tracing;
        this.topics = Map.of(
                Destination.MITIGATIONS, TransactionalClients.topicOf(settings, "mitigator-mitigations-out"),
                Destination.DEAD_LETTERS, TransactionalClients.topicOf(settings, "mitigator-dead-letters-out"));
    }

    /**
     * What became of a request.
     *
     * @param trace its way through this service
     */
    record Handled(MitigationResult result, RecordTrace trace) {}

    String topic(Destination destination) {
        return Objects.requireNonNull(topics.get(destination), "no topic for " + destination);
    }

    /**
     * Repairs the answer in a request; blocks until the model is there and its queue has room. What is no request ends at once.
     *
     * @return fails with {@code BUSY} when the service ends first
     */
    CompletableFuture<Handled> mitigate(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        RecordTrace trace = new RecordTrace(tracing, record);
        MitigationSpans spans = new MitigationSpans(tracing, trace, config.model());
        try {
            MitigationRequestEvent request = codec.decode(MitigationRequestEvent.class, Outlet.body(record));
            spans.of(request.generation());
            return mitigation.submitWhenRoom(request, spans).thenApply(result -> handled(result, trace, spans));
        } catch (EventException e) {
            LOG.warnf("request %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            return CompletableFuture.completedFuture(handled(
                    new MitigationResult(Optional.empty(), Optional.of(Rejection.of(e)), Duration.ZERO), trace, spans));
        }
    }

    private static Handled handled(MitigationResult result, RecordTrace trace, MitigationSpans spans) {
        spans.ended(result);
        return new Handled(result, trace);
    }

    /** At most one record for each destination; in place of an event that breaks its own limits a dead letter. */
    Map<Destination, OutgoingRecord> records(Handled handled) {
        try {
            return records(handled.result(), handled.trace());
        } catch (EventException e) {
            LOG.errorf(
                    "request %s: its result cannot be written: %s", e.eventId().orElse("?"), e.getMessage());
            Rejection unwritable = Rejection.unwritable("result", e.kind().name());
            return records(
                    new MitigationResult(
                            Optional.empty(),
                            Optional.of(unwritable),
                            handled.result().took()),
                    handled.trace());
        }
    }

    private Map<Destination, OutgoingRecord> records(MitigationResult result, RecordTrace trace) {
        Map<Destination, OutgoingRecord> records = new EnumMap<>(Destination.class);
        result.rejection()
                .ifPresent(rejection -> records.put(
                        Destination.DEAD_LETTERS,
                        Outlet.deadLetter(trace, topic(Destination.DEAD_LETTERS), rejection)));
        result.event()
                .ifPresent(event -> records.put(
                        Destination.MITIGATIONS,
                        outlet.event(
                                event,
                                Map.of(
                                        RecordHeaders.ENVIRONMENT,
                                        mitigation.environment(),
                                        RecordHeaders.MODEL_MS,
                                        Long.toString(result.took().toMillis())),
                                trace,
                                topic(Destination.MITIGATIONS))));
        return records;
    }

    /** Whether the service is ending: results from now on are not those of the requests. */
    boolean isStopping() {
        return mitigation.isStopping();
    }

    /** Notes a request whose results the brokers have. */
    void published(Handled handled) {
        try (Scope scope = handled.trace().context().makeCurrent()) {
            mitigation.metrics().record(handled.result());
        }
        handled.trace().end();
    }
}
