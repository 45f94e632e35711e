package io.plumbline.model;

/** What stands in for a head that is knocked out. */
public enum KnockoutMode {
    /** The running mean of the values of all visible positions (softmax of equal scores); never of future ones. */
    UNIFORM,
    /** Nothing: the head's output is zero before W_O. */
    ZERO,
    /** A given mean output of the head. */
    MEAN
}
