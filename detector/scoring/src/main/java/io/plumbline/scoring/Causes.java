package io.plumbline.scoring;

/** The causes this version names. The set is open: readers tolerate unknown ones. */
public final class Causes {
    /** The copying heads' context states do not point where the model's state points: low external context score. */
    public static final String LOW_CONTEXT_USE = "LOW_CONTEXT_USE";

    /** The FFNs move the prediction a lot: high parametric knowledge score. */
    public static final String MEMORY_OVERRIDE = "MEMORY_OVERRIDE";

    /** Flagged, and neither score passes the profile's quantile. */
    public static final String UNATTRIBUTED = "UNATTRIBUTED";

    private Causes() {}
}
