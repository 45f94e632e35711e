package io.plumbline.stages.kafka;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Objects;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Tells by what a Kafka client failed who must act: somebody who gives rights, or nobody because brokers come back. */
public final class BrokerFailure {
    private BrokerFailure() {}

    /**
     * The exception to throw.
     *
     * @param what did not happen and what to do then, for people; without a full stop
     * @param cause from the client; an interruption is handed on to the thread
     * @return {@code ACCESS_DENIED} if the brokers did not accept the name or it may not do this, else {@code BUSY}
     */
    public static PlumblineException of(String what, Exception cause) {
        Objects.requireNonNull(what, "what is null");
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return new PlumblineException(ErrorCode.BUSY, what + ": interrupted", cause);
            }
            if (one instanceof AuthenticationException) {
                return new PlumblineException(
                        ErrorCode.ACCESS_DENIED,
                        what + ": the brokers and we do not accept each other: " + one.getMessage()
                                + ". Check the user, the password and the certificates in the settings of Kafka's client",
                        cause);
            }
            if (one instanceof AuthorizationException) {
                return new PlumblineException(
                        ErrorCode.ACCESS_DENIED,
                        what + ": the brokers do not let us: " + one.getMessage() + ". This user needs that right",
                        cause);
            }
        }
        return new PlumblineException(ErrorCode.BUSY, what + ": " + cause.getMessage(), cause);
    }
}
