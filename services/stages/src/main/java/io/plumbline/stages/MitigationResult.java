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
 * @param took time in the model; for headers and metrics, never for the event's body
 */
public record MitigationResult(Optional<MitigationEvent> event, Optional<Rejection> rejection, Duration took) {
    /** Decision of a request that is none. */
    static final String REJECTED = "REJECTED";

    public MitigationResult {
        Objects.requireNonNull(took, "took is null");
        if (event.isEmpty() && rejection.isEmpty()) {
            throw new IllegalArgumentException("a request ends in an event or in the dead letters");
        }
    }

    /** {@code ACCEPTED}, {@code DECLINED}, {@code FAILED} or {@code REJECTED}: a metric's tag. */
    public String decision() {
        return event.map(e -> e.decision().name()).orElse(REJECTED);
    }
}
