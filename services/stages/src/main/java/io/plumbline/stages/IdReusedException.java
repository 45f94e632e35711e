package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.Serial;

/** The same event id came with another body; {@link Rejection#ID_REUSED} in the stream, 409 over HTTP. */
public final class IdReusedException extends PlumblineException {
    @Serial
    private static final long serialVersionUID = 1L;

    public IdReusedException(String message) {
        super(ErrorCode.INVALID_REQUEST, message);
    }
}
