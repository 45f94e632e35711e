package io.plumbline.detector;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.channels.TransactionalClients;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.StageResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** What is written about an event: verdict, mitigation request, dead letter. */
final class ResultRecords {
    private static final Logger LOG = Logger.getLogger(ResultRecords.class);

    private final Outlet outlet = new Outlet("/plumbline/detector");
    private final Map<Destination, String> topics = new EnumMap<>(Destination.class);

    /** Where a record goes. */
    enum Destination {
        VERDICTS,
        MITIGATION_REQUESTS,
        DEAD_LETTERS
    }

    /** @param config where the outgoing channels' topics are set */
    ResultRecords(Config config) {
        topics.put(Destination.VERDICTS, TransactionalClients.topicOf(config, "detector-verdicts-out"));
        topics.put(
                Destination.MITIGATION_REQUESTS,
                TransactionalClients.topicOf(config, "detector-mitigation-requests-out"));
        topics.put(Destination.DEAD_LETTERS, TransactionalClients.topicOf(config, "detector-dead-letters-out"));
    }

    String topic(Destination destination) {
        return Objects.requireNonNull(topics.get(destination), "no topic for " + destination);
    }

    /**
     * What is written of a record.
     *
     * @param judged what is told by it
     * @param records at most one for each destination
     */
    record Written(RecordDetection.Judged judged, Map<Destination, OutgoingRecord> records) {}

    /** The records of a result. In place of a verdict that breaks its own limits goes one that says so, and a dead letter. */
    Written of(RecordDetection.Judged judged) {
        try {
            return new Written(judged, records(judged));
        } catch (EventException e) {
            LOG.errorf(
                    "event %s: its verdict cannot be written: %s", e.eventId().orElse("?"), e.getMessage());
            RecordDetection.Judged instead =
                    judged.with(judged.result().unwritable(e.kind().name()));
            return new Written(instead, records(instead));
        }
    }

    private Map<Destination, OutgoingRecord> records(RecordDetection.Judged judged) {
        Map<Destination, OutgoingRecord> records = new EnumMap<>(Destination.class);
        StageResult result = judged.result();
        result.rejection()
                .ifPresent(rejection -> records.put(
                        Destination.DEAD_LETTERS,
                        Outlet.deadLetter(judged.trace(), topic(Destination.DEAD_LETTERS), rejection)));
        result.verdict().ifPresent(verdict -> put(records, Destination.VERDICTS, verdict, judged));
        result.mitigation().ifPresent(request -> put(records, Destination.MITIGATION_REQUESTS, request, judged));
        return records;
    }

    /** The verdict of a profile on trial, marked as one; empty if there is none. */
    Optional<OutgoingRecord> shadow(RecordDetection.Judged judged) {
        Map<String, String> headers = new HashMap<>(headers(judged));
        headers.put(RecordHeaders.ROLE, RecordHeaders.ROLE_SHADOW);
        return judged.result()
                .verdict()
                .map(verdict -> outlet.event(verdict, headers, judged.trace(), Topics.SHADOW_VERDICTS));
    }

    private void put(
            Map<Destination, OutgoingRecord> records,
            Destination destination,
            Event event,
            RecordDetection.Judged judged) {
        records.put(destination, outlet.event(event, headers(judged), judged.trace(), topic(destination)));
    }

    private static Map<String, String> headers(RecordDetection.Judged judged) {
        StageResult.Timing timing = judged.result().timing();
        Duration queued =
                timing.attempts() == 0 ? Duration.ZERO : judged.total().minus(timing.model());
        return Map.of(
                RecordHeaders.ENVIRONMENT,
                judged.environment(),
                RecordHeaders.ATTEMPT,
                Integer.toString(timing.attempts()),
                RecordHeaders.MODEL_MS,
                Long.toString(timing.model().toMillis()),
                RecordHeaders.QUEUE_MS,
                Long.toString(queued.toMillis()));
    }
}
