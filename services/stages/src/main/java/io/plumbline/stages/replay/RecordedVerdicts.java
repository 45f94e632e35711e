package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.kafka.TopicRange;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verdicts that were published when the events were judged first. Of each its hash is kept, about 1 kB in all; of several with one
 * id the last, as a later SCORED supersedes an UNAVAILABLE.
 */
public final class RecordedVerdicts {
    /** About 500 MB. */
    private static final int VERDICTS_MAX = 500_000;

    private final String identity;
    private final EventCodec codec = new EventCodec();
    private final Map<String, Judged> byId = new HashMap<>();
    private final Map<String, String> latestOfEvent = new HashMap<>();

    private RecordedVerdicts(String identity) {
        this.identity = identity;
    }

    /** None. */
    public static RecordedVerdicts none() {
        return new RecordedVerdicts("none");
    }

    /** Of a file with one verdict event in each line. */
    public static RecordedVerdicts ofFile(Path file) {
        JsonLinesSource lines = JsonLinesSource.open(file);
        RecordedVerdicts recorded = new RecordedVerdicts(lines.identity());
        lines.forEach(ReplayPosition.START, item -> {
            recorded.add(item.body(), file + ", line " + (item.number() + 1));
            return true;
        });
        return recorded;
    }

    /** Of a stretch of the verdicts topic. */
    public static RecordedVerdicts ofTopic(Map<String, Object> client, String topic, TopicRange.Limits limits) {
        // not by what is on it: verdicts still come while a replay is under way, and a killed one has to go on
        String where = "topic " + topic + " " + limits + " at " + client.getOrDefault("bootstrap.servers", "-");
        RecordedVerdicts recorded = new RecordedVerdicts(where);
        try (TopicRange range = TopicRange.open(client, topic, limits)) {
            range.forEach(record -> {
                if (record.value() != null) {
                    recorded.add(record.value(), topic + "/" + record.partition() + ":" + record.offset());
                }
                return true;
            });
        }
        return recorded;
    }

    private void add(byte[] body, String where) {
        try {
            VerdictEvent verdict = codec.decode(VerdictEvent.class, body);
            byId.put(verdict.verdictId(), Judged.of(verdict, CanonicalJson.canonical(body)));
            latestOfEvent.put(key(verdict.tenant(), verdict.eventId()), verdict.verdictId());
        } catch (EventException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, where + " is no verdict: " + e.getMessage(), e);
        }
        if (byId.size() > VERDICTS_MAX) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "more than " + VERDICTS_MAX + " recorded verdicts: compare a shorter stretch");
        }
    }

    /** Names the record; a run is resumed only with an equal one. */
    String identity() {
        return identity;
    }

    private static String key(String tenant, String eventId) {
        return tenant + "\n" + eventId;
    }

    Optional<Judged> byId(String verdictId) {
        return Optional.ofNullable(byId.get(verdictId));
    }

    Optional<Judged> latestOf(String tenant, String eventId) {
        return Optional.ofNullable(latestOfEvent.get(key(tenant, eventId))).flatMap(this::byId);
    }

    /** How many there are. */
    public int size() {
        return byId.size();
    }
}
