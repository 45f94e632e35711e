package io.plumbline.detector;

import io.plumbline.channels.OutgoingRecord;
import io.plumbline.channels.Outlet;
import io.plumbline.schemas.RecordHeaders;
import io.plumbline.stages.StageResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is written about an event: verdict, mitigation request, dead letter. */
final class ResultRecords {
    private final Outlet outlet = new Outlet("/plumbline/detector");

    /** Where a record goes. */
    enum Destination {
        VERDICTS,
        MITIGATION_REQUESTS,
        DEAD_LETTERS
    }

    /** At most one record for each destination. */
    Map<Destination, OutgoingRecord> of(RecordDetection.Judged judged, ConsumerRecord<byte[], byte[]> cause) {
        Map<Destination, OutgoingRecord> records = new EnumMap<>(Destination.class);
        StageResult result = judged.result();
        result.rejection()
                .ifPresent(rejection -> records.put(Destination.DEAD_LETTERS, Outlet.deadLetter(cause, rejection)));
        Map<String, String> headers = headers(judged);
        result.verdict().ifPresent(verdict -> records.put(Destination.VERDICTS, outlet.event(verdict, headers, cause)));
        result.mitigation()
                .ifPresent(
                        request -> records.put(Destination.MITIGATION_REQUESTS, outlet.event(request, headers, cause)));
        return records;
    }

    /** The verdict of a profile on trial, marked as one; empty if there is none. */
    Optional<OutgoingRecord> shadow(RecordDetection.Judged judged, ConsumerRecord<byte[], byte[]> cause) {
        Map<String, String> headers = new HashMap<>(headers(judged));
        headers.put(RecordHeaders.ROLE, RecordHeaders.ROLE_SHADOW);
        return judged.result().verdict().map(verdict -> outlet.event(verdict, headers, cause));
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
