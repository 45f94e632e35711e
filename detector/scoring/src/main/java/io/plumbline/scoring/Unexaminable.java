package io.plumbline.scoring;

/** An answer that no pass is run over, with the reason and, as the message, what was found and what the limit is. */
public final class Unexaminable extends Exception {
    private static final long serialVersionUID = 1L;

    private final AbstentionReason reason;

    public Unexaminable(AbstentionReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public AbstentionReason reason() {
        return reason;
    }

    /** As a detector's outcome. */
    public DetectionOutcome.Abstained abstained() {
        return new DetectionOutcome.Abstained(reason, String.valueOf(getMessage()));
    }
}
