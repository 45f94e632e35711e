package io.plumbline.stages.redrive;

/** What a redrive does with a dead letter that was meant. */
public enum RedriveAction {
    /** Put back; the brokers have acknowledged it. */
    SENT,
    /** Would be put back. */
    WOULD_SEND,
    /** Left: an earlier run put it back. */
    ALREADY_SENT,
    /** Left: unchanged it cannot succeed. */
    HOPELESS,
    /** Left: it cannot be changed as asked. */
    NOT_TRANSFORMED,
    /** Left: it was put back as often as allowed. */
    TRIED_OFTEN,
    /** Left: its headers do not name a topic of ours it came from. */
    NO_ORIGIN
}
