package io.plumbline.client;

import java.io.Serial;

/** The gateway did not take an event, or did not give verdicts out; the message says what to do. */
public final class PlumblineClientException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Check.Reason reason;
    private final String code;

    PlumblineClientException(Check.NotChecked cause) {
        super(cause.detail());
        this.reason = cause.reason();
        this.code = cause.code();
    }

    public Check.Reason reason() {
        return reason;
    }

    /** The gateway's stable code, for example {@code SCHEMA_INVALID}; else the reason's name. */
    public String code() {
        return code;
    }
}
