package io.plumbline.mitigation;

/** Why nothing was accepted. */
public enum DeclineReason {
    /** By this profile the answer is not suspect, now that it is judged here. */
    NOT_FLAGGED,
    /** The detector abstains from the original: no context, no text, too long. */
    NOT_JUDGED,
    /** Prompt and answer do not fit the model's window. */
    PROMPT_TOO_LONG,
    /** The preset has no strategies: guidance is all it gives. */
    GUIDANCE_ONLY,
    /** No candidate came to an end within the budget. */
    BUDGET_EXHAUSTED,
    /** What was written is no answer, or the same one. */
    NO_USABLE_CANDIDATE,
    /** What was written is no better by the detector's score. */
    NOT_IMPROVED
}
