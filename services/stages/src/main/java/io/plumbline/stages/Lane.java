package io.plumbline.stages;

/** Who waits for a piece of work; earlier lanes go first. */
public enum Lane {
    /** A caller holds a connection open and has a deadline. */
    SYNC,
    /** An event of the stream: it waits its turn, and its producer has already been answered. */
    STREAM,
    /**
     * Nobody waits: it runs when the earlier lanes are empty and gives way to them between its passes, such as the repair of an
     * answer whose verdict is out.
     */
    BACKGROUND,
    /** Nobody needs it: a comparison, which runs when all other lanes are empty and makes no queue look old. */
    SHADOW
}
