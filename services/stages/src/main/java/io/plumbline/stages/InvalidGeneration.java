package io.plumbline.stages;

import io.plumbline.model.Hashes;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.Event;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Source;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of bytes that are no valid event: always a dead letter; and where an id can be read a verdict
 * {@code UNAVAILABLE(INVALID)} too, so that whoever asks for that id gets an answer. Needs no model.
 */
public final class InvalidGeneration {
    /** What such a verdict names as its profile: none was asked. */
    static final String NO_PROFILE = "none";

    private InvalidGeneration() {}

    public static StageResult result(EventException failure, byte[] body) {
        Rejection rejection = Rejection.of(failure);
        Optional<VerdictEvent> verdict = failure.eventId().map(id -> verdict(id, rejection, body));
        return new StageResult(verdict, Optional.empty(), Optional.of(rejection), StageResult.Timing.NONE);
    }

    private static VerdictEvent verdict(String eventId, Rejection rejection, byte[] body) {
        // the tenant is part of what could not be trusted
        String tenant = Source.DEFAULT_TENANT;
        return new VerdictEvent(
                Event.CURRENT_VERSION,
                Ids.verdictId(tenant, eventId, bodyHash(body), NO_PROFILE),
                eventId,
                tenant,
                NO_PROFILE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Outcome.Unavailable(UnavailableCode.INVALID, rejection.detail()),
                List.of());
    }

    private static String bodyHash(byte[] body) {
        try {
            return CanonicalJson.hash(body);
        } catch (EventException notJson) {
            return Hashes.sha256(body);
        }
    }
}
