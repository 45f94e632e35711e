package io.plumbline.scoring;

/** Why an answer got no score. */
public enum AbstentionReason {
    /** There are no passages, or all are blank. */
    NO_CONTEXT,
    /** The answer is blank. */
    EMPTY_RESPONSE,
    /** The answer alone, or more windows than the profile allows, would not fit. Nothing is ever cut off silently. */
    TOO_LONG,
    /** Load was shed before scoring; never given by a detector itself. */
    SHED
}
