package io.plumbline.scoring;

/** The causes this version names. The set is open: readers tolerate unknown ones. */
public final class Causes {
    /** The heads that read the context look away from it: low reliance, or a low external context score. */
    public static final String LOW_CONTEXT_USE = "LOW_CONTEXT_USE";

    /** The FFNs move the prediction a lot: high parametric knowledge score. */
    public static final String MEMORY_OVERRIDE = "MEMORY_OVERRIDE";

    /** The heads that read the context point at another word than the one written. */
    public static final String OTHER_WORD_IN_CONTEXT = "OTHER_WORD_IN_CONTEXT";

    /** The context made the word less likely, not more. */
    public static final String AGAINST_CONTEXT = "AGAINST_CONTEXT";

    /** Flagged, and no signal passes the profile's quantile. */
    public static final String UNATTRIBUTED = "UNATTRIBUTED";

    private Causes() {}
}
