package io.plumbline.ingest;

import java.io.Serial;

/** A payload that cannot become an event; the message says what to do and never repeats text of the payload. */
public final class IngestException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Not what its content type says. */
        UNPARSABLE,
        /** A value has another type than its format gives it, or a required one is missing. */
        INVALID,
        /** Well formed, but there is no answer in it to judge: the model asked for a tool, refused, or said nothing. */
        NO_ANSWER
    }

    private final Reason reason;
    private final String pointer;

    /** @param pointer JSON pointer to the offending value; empty for the whole payload */
    public IngestException(Reason reason, String pointer, String message) {
        super(message);
        this.reason = reason;
        this.pointer = pointer;
    }

    static IngestException unparsable(String message, Throwable cause) {
        IngestException exception = new IngestException(Reason.UNPARSABLE, "", message);
        exception.initCause(cause);
        return exception;
    }

    static IngestException invalid(String pointer, String message) {
        return new IngestException(Reason.INVALID, pointer, message);
    }

    public Reason reason() {
        return reason;
    }

    /** JSON pointer (RFC 6901) to the offending value; empty for the whole payload. */
    public String pointer() {
        return pointer;
    }
}
