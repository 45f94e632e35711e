package io.plumbline.model;

/**
 * Something a pass brings back: a {@link HookPoint} as it is, or a {@link Reduction} of it computed inside the engine.
 * Every capture yields one {@link FloatMatrix} whose shape its type states. Two equal captures are one.
 */
public sealed interface Capture permits HookPoint, Reduction {
    /** The query rows covered, absolute positions; the result has one matrix row for each. */
    TokenSpan rows();
}
