package io.plumbline.gateway;

import java.io.Serial;
import java.util.Optional;

/** Ends a request with a {@link Problem}. */
final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

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

    static ProblemException invalid(String detail) {
        return new ProblemException(
                Problem.of(400, "INVALID_REQUEST", "The request is not understood", detail, Optional.empty()));
    }

    static ProblemException unauthenticated() {
        return new ProblemException(Problem.of(
                401,
                "UNAUTHENTICATED",
                "A key is needed",
                "send a key this gateway knows, as 'Authorization: Bearer KEY' or as '" + ApiKeys.HEADER + ": KEY'",
                Optional.empty()));
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
                        "BROKER_UNAVAILABLE",
                        "The event was not confirmed",
                        "the broker did not confirm the event in time; send the same event again, a repetition is"
                                + " recognised",
                        Optional.of(eventId)),
                cause);
    }
}
