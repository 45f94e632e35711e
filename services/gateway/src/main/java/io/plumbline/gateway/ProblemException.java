package io.plumbline.gateway;

import java.io.Serial;
import java.util.Optional;

/** Ends a request with a {@link Problem}. */
final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    static final String BROKER_UNAVAILABLE = "BROKER_UNAVAILABLE";
    static final String REDACTION_FAILED = "REDACTION_FAILED";

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    ProblemException(Problem problem, Throwable cause) {
        super(problem.detail(), cause);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    /** Whether this is why something failed. */
    static boolean hasCode(Throwable failure, String code) {
        return failure instanceof ProblemException known
                && known.problem().code().equals(code);
    }

    static ProblemException invalid(String detail) {
        return new ProblemException(
                Problem.of(400, "INVALID_REQUEST", "The request is not understood", detail, Optional.empty()));
    }

    static ProblemException unauthenticated(String detail) {
        return new ProblemException(
                Problem.of(401, "UNAUTHENTICATED", "A credential is needed", detail, Optional.empty()));
    }

    static ProblemException issuerUnavailable(Throwable cause) {
        return new ProblemException(
                Problem.of(
                        503,
                        "ISSUER_UNAVAILABLE",
                        "The token could not be checked",
                        "the issuer's keys could not be fetched; send the same request again, and see the gateway's log",
                        Optional.empty()),
                cause);
    }

    static ProblemException redactionFailed(String eventId, Throwable cause) {
        return new ProblemException(
                Problem.of(
                        503,
                        REDACTION_FAILED,
                        "The event was not taken in",
                        "personal data could not be taken out of it, so it was not stored; see the gateway's log",
                        Optional.of(eventId)),
                cause);
    }

    static ProblemException idReused(String eventId) {
        return new ProblemException(Problem.of(
                409,
                "ID_REUSED",
                "The id is taken",
                "an event with this id and another body was accepted before; give every generation its own id",
                Optional.of(eventId)));
    }

    static ProblemException brokerUnavailable(String eventId, Throwable cause) {
        return new ProblemException(
                Problem.of(
                        503,
                        BROKER_UNAVAILABLE,
                        "The event was not confirmed",
                        "the broker did not confirm the event in time; send the same event again, a repetition is"
                                + " recognised",
                        Optional.of(eventId)),
                cause);
    }
}
