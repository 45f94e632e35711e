package io.plumbline.mitigation;

import java.util.Objects;

/**
 * Why a candidate was not taken.
 *
 * @param reason for programs
 * @param detail for people: what was found and what the limit is
 */
public record Rejection(Reason reason, String detail) {
    /** Reasons, in the order they are looked for. */
    public enum Reason {
        /** No word was written. */
        EMPTY,
        /** It did not end by itself within the budget. */
        UNFINISHED,
        /** But for case and white space it is the original. */
        SAME_AS_ORIGINAL,
        TOO_SHORT,
        TOO_LONG,
        REPETITIVE,
        REFUSAL,
        /** The detector abstained. */
        NOT_SCORED,
        /** The detector flags it, too. */
        STILL_FLAGGED,
        /** It is no better than the noise of the score. */
        WITHIN_NOISE,
        /** Acceptable, but another candidate was better. */
        OUTDONE
    }

    public Rejection {
        Objects.requireNonNull(reason, "reason is null");
        Objects.requireNonNull(detail, "detail is null");
    }
}
