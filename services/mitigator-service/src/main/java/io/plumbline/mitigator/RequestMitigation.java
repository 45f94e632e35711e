package io.plumbline.mitigator;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.MitigationResult;
import io.plumbline.stages.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** From a mitigation request to what is written about it; the same for both kinds of delivery. */
@ApplicationScoped
public class RequestMitigation {
    private static final Logger LOG = Logger.getLogger(RequestMitigation.class);

    private final EventCodec codec = new EventCodec();
    private final Outlet outlet = new Outlet("/plumbline/mitigator");
    private final MitigationService mitigation;

    /** Where a record goes. */
    enum Destination {
        MITIGATIONS,
        DEAD_LETTERS
    }

    public RequestMitigation(MitigationService mitigation) {
        this.mitigation = mitigation;
    }

    /**
     * Repairs the answer in a request; blocks until the model is there and its queue has room. What is no request ends at once.
     *
     * @return fails with {@code BUSY} when the service ends first
     */
    CompletableFuture<MitigationResult> mitigate(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            return mitigation.submitWhenRoom(codec.decode(MitigationRequestEvent.class, Outlet.body(record)));
        } catch (EventException e) {
            LOG.warnf("request %s: %s, %s", e.eventId().orElse("?"), e.kind(), e.getMessage());
            return CompletableFuture.completedFuture(
                    new MitigationResult(Optional.empty(), Optional.of(Rejection.of(e)), Duration.ZERO));
        }
    }

    /** At most one record for each destination. */
    Map<Destination, OutgoingRecord> records(MitigationResult result, ConsumerRecord<byte[], byte[]> cause) {
        Map<Destination, OutgoingRecord> records = new EnumMap<>(Destination.class);
        result.rejection()
                .ifPresent(rejection -> records.put(Destination.DEAD_LETTERS, Outlet.deadLetter(cause, rejection)));
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
                                cause)));
        return records;
    }

    /** Whether the service is ending: results from now on are not those of the requests. */
    boolean isStopping() {
        return mitigation.isStopping();
    }

    /** Notes a request whose results the brokers have. */
    void published(MitigationResult result) {
        mitigation.metrics().record(result);
    }
}
