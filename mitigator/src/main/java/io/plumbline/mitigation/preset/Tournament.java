package io.plumbline.mitigation.preset;

/** Which of several acceptable candidates is taken. */
public enum Tournament {
    /** The first one, in the preset's order; later strategies do not run. Cheaper, and no choice among scores. */
    FIRST,
    /** The one with the lowest calibrated probability, the earlier one on a tie; all strategies run. */
    BEST
}
