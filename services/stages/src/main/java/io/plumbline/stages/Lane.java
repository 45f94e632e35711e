package io.plumbline.stages;

/** Who waits for a piece of work; {@link #SYNC} goes first. */
public enum Lane {
    /** A caller holds a connection open and has a deadline. */
    SYNC,
    /** An event of the stream: it waits its turn, and its producer has already been answered. */
    STREAM
}
