package io.plumbline.client;

import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.VerdictEvent;
import java.util.List;
import java.util.function.Function;

/** What came of asking whether an answer stands on its documents. Three cases that cannot be mistaken for one another. */
public sealed interface Check {
    /**
     * The answer was judged and found supported.
     *
     * @param verdict whole, for the record
     * @param scored its outcome
     */
    record Supported(VerdictEvent verdict, Outcome.Scored scored) implements Check {}

    /**
     * The answer was judged, and its probability of an unsupported statement reaches the profile's threshold.
     *
     * @param verdict whole, for the record
     * @param scored its outcome
     */
    record Hallucinated(VerdictEvent verdict, Outcome.Scored scored) implements Check {
        /** Suspect spans; offsets count code points of the response. */
        public List<SuspectSpan> spans() {
            return scored.spans();
        }
    }

    /**
     * There is no judgement. That says nothing about the answer.
     *
     * @param reason why
     * @param code of the gateway or the verdict, for example {@code NO_CONTEXT}; else the reason's name
     * @param detail for a person
     */
    record NotChecked(Reason reason, String code, String detail) implements Check {}

    /** Why there is no judgement. */
    enum Reason {
        /** The verdict is an abstention: no context, too long, no word to judge. */
        ABSTAINED,
        /** The detector, or a model, failed. */
        UNAVAILABLE,
        /** The gateway refused the event: it does not follow the contract. */
        REFUSED,
        /** No judgement within the time given. */
        TIMEOUT,
        /** The gateway or the detector has no capacity now. */
        BUSY,
        /** Nothing answers at the gateway's address. */
        UNREACHABLE,
        /** Something answered that is no verdict on this event. */
        UNREADABLE,
        /** The calling thread was interrupted. */
        INTERRUPTED
    }

    /** One value from whichever case it is. */
    default <T> T fold(
            Function<? super Supported, ? extends T> supported,
            Function<? super Hallucinated, ? extends T> hallucinated,
            Function<? super NotChecked, ? extends T> notChecked) {
        if (this instanceof Supported clean) {
            return supported.apply(clean);
        }
        if (this instanceof Hallucinated suspect) {
            return hallucinated.apply(suspect);
        }
        return notChecked.apply((NotChecked) this);
    }
}
