package io.plumbline.embeddedkafka;

import java.io.Serial;

/** The broker could not be started or set up; the message says what to do. */
public final class BrokerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
