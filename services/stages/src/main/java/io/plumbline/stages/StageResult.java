package io.plumbline.stages;

import io.plumbline.schemas.MitigationRequestEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one event; every event has a verdict or a rejection, some have both.
 *
 * @param verdict to publish
 * @param mitigation to publish if the answer was flagged
 * @param rejection to publish as a dead letter
 * @param timing for headers and metrics, never for the verdict's body
 */
public record StageResult(
        Optional<VerdictEvent> verdict,
        Optional<MitigationRequestEvent> mitigation,
        Optional<Rejection> rejection,
        Timing timing) {
    public StageResult {
        Objects.requireNonNull(mitigation, "mitigation is null");
        Objects.requireNonNull(timing, "timing is null");
        if (verdict.isEmpty() && rejection.isEmpty()) {
            throw new IllegalArgumentException("an event ends in a verdict or in the dead letters");
        }
    }

    /**
     * @param attempts passes tried, 0 if none was
     * @param model time in the model, back-off included
     * @param tokens tokens scored
     */
    public record Timing(int attempts, Duration model, long tokens) {
        public static final Timing NONE = new Timing(0, Duration.ZERO, 0);
    }

    /**
     * What becomes of an event whose verdict breaks a limit of its own schema and so cannot be written.
     *
     * @param kind what it breaks
     */
    public StageResult unwritable(String kind) {
        VerdictEvent made = verdict.orElseThrow();
        Rejection rejection = Rejection.unwritable("verdict", kind);
        return new StageResult(
                Optional.of(new VerdictEvent(
                        made.schemaVersion(),
                        made.verdictId(),
                        made.eventId(),
                        made.tenant(),
                        made.profileName(),
                        made.profileId(),
                        made.modelHash(),
                        made.tokenizerHash(),
                        made.calibrationHash(),
                        new Outcome.Unavailable(UnavailableCode.INTERNAL, rejection.detail()),
                        List.of())),
                Optional.empty(),
                Optional.of(rejection),
                timing);
    }

    /** {@code SCORED}, {@code ABSTAINED}, {@code UNAVAILABLE} or {@code REJECTED}: a metric's tag. */
    public String outcome() {
        return verdict.map(v -> v.outcome().status()).orElse("REJECTED");
    }
}
