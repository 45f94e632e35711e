package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.schemas.EventException;
import java.util.Objects;

/**
 * Why an event goes to the dead-letter topic.
 *
 * @param code upper case; an {@link ErrorCode}, an {@link EventException.Kind}, {@link #ID_REUSED}, or an
 *     {@link io.plumbline.schemas.UnavailableCode} of the stage's own
 * @param detail what to do, for a person; never text of the event, never a stack trace
 * @param redrivable whether putting it back unchanged can succeed
 */
public record Rejection(String code, String detail, boolean redrivable) {
    /** The same event id came with another body. */
    public static final String ID_REUSED = "ID_REUSED";

    public Rejection {
        Objects.requireNonNull(code, "code is null");
        Objects.requireNonNull(detail, "detail is null");
    }

    /**
     * Of something that we made and that breaks a limit of its own schema.
     *
     * @param what it is, for people
     * @param kind what it breaks, as {@link EventException.Kind} names it
     */
    public static Rejection unwritable(String what, String kind) {
        return new Rejection(
                ErrorCode.INTERNAL.name(),
                "the " + what + " breaks a limit of its schema (" + kind + "): see the service's log",
                false);
    }

    /** Of bytes that are no valid event. */
    public static Rejection of(EventException failure) {
        String message = failure.getMessage() == null ? "not an event" : failure.getMessage();
        return new Rejection(failure.kind().name(), message, false);
    }
}
