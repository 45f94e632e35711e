package io.plumbline.stages;

import io.plumbline.schemas.MitigationEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one mitigation request; every request has an event or a rejection, some have both.
 *
 * @param event to publish
 * @param rejection to publish as a dead letter
 * @param took its own time in the model; for headers and metrics, never for the event's body
 * @param lent time that others took between its passes; both together are the time since it began
 */
public record MitigationResult(
        Optional<MitigationEvent> event, Optional<Rejection> rejection, Duration took, Duration lent) {
    /** Decision of a request that is none. */
    static final String REJECTED = "REJECTED";

    public MitigationResult {
        Objects.requireNonNull(took, "took is null");
        Objects.requireNonNull(lent, "lent is null");
        if (event.isEmpty() && rejection.isEmpty()) {
            throw new IllegalArgumentException("a request ends in an event or in the dead letters");
        }
    }

    /** Of a request that never gave way. */
    public MitigationResult(Optional<MitigationEvent> event, Optional<Rejection> rejection, Duration took) {
        this(event, rejection, took, Duration.ZERO);
    }

    /** {@code ACCEPTED}, {@code DECLINED}, {@code FAILED} or {@code REJECTED}: a metric's tag. */
    public String decision() {
        return event.map(e -> e.decision().name()).orElse(REJECTED);
    }
}
