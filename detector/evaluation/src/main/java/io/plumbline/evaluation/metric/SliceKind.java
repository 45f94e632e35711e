package io.plumbline.evaluation.metric;

/** How rows are chosen. */
public enum SliceKind {
    /** The rows of one data set. */
    SET,
    /** The rows of one task, over all sets. */
    TASK,
    /** The answers of one generator, over all sets. */
    GENERATOR,
    /** All rows of all sets. Rewards knowing which set or task a row comes from; see the task prior. */
    POOLED,
    /** The mean of a figure over several slices. */
    MACRO
}
