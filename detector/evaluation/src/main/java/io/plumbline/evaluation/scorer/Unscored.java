package io.plumbline.evaluation.scorer;

import java.util.Objects;
import java.util.function.Function;

/**
 * An answer without a score.
 *
 * @param reason for the counts
 * @param detail for a reader; may be empty
 */
public record Unscored(Reason reason, String detail) implements ScoringOutcome {
    /** Why there is no score. */
    public enum Reason {
        /** The passages are missing or blank. */
        NO_CONTEXT,
        /** The answer is blank, or holds nothing that could be scored. */
        EMPTY_RESPONSE,
        /** More than the scorer's limits allow. */
        TOO_LONG,
        /** The scorer cannot work at all here: a library or an input is missing. */
        NOT_AVAILABLE,
        /** It failed on this answer; not kept in the cache, so the next run tries again. */
        FAILED
    }

    public Unscored {
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(detail, "detail is null");
    }

    @Override
    public <T> T fold(Function<AnswerScore, T> scored, Function<Unscored, T> unscored) {
        return unscored.apply(this);
    }
}
