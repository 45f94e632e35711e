package io.plumbline.evaluation.fit;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;

/** The labelled rows do not carry a fit; the message says what is missing. */
public final class UnfitException extends PlumblineException {
    private static final long serialVersionUID = 1L;

    public UnfitException(String message) {
        super(ErrorCode.INVALID_INPUT, message);
    }
}
