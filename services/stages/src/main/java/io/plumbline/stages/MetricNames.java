package io.plumbline.stages;

import java.util.List;

/**
 * Every metric of the fleet, in Prometheus' spelling: the one list that alert rules and dashboards are held to. The tenant is
 * never a label: it would multiply every series.
 */
public final class MetricNames {
    /** Events that ended, by {@code outcome}: SCORED, ABSTAINED, UNAVAILABLE, REJECTED. */
    public static final String EVENTS_TOTAL = "plumbline_events_total";

    /** Answers by {@code label}: SUPPORTED, HALLUCINATED. */
    public static final String LABELS_TOTAL = "plumbline_labels_total";

    /** Seconds, by {@code stage}: model (passes and back-off) or total (from intake to published). */
    public static final String SCORING_SECONDS = "plumbline_scoring_seconds";

    /** Seconds the oldest unfinished item is old. */
    public static final String QUEUE_AGE_SECONDS = "plumbline_queue_age_seconds";

    /** Items that wait. */
    public static final String QUEUE_ITEMS = "plumbline_queue_items";

    /** Tokens that wait, estimated. */
    public static final String QUEUE_TOKENS = "plumbline_queue_tokens";

    /** Tokens scored. */
    public static final String TOKENS_TOTAL = "plumbline_tokens_total";

    /** Records given up, by {@code code}. */
    public static final String DEAD_LETTERS_TOTAL = "plumbline_dead_letters_total";

    /** 1 once a model is loaded. */
    public static final String MODEL_READY = "plumbline_model_ready";

    /**
     * Population stability index of a {@code signal} of a {@code profile} against its calibration answers; only signals that
     * the profile has quantiles of. NaN while too few answers have been scored.
     */
    public static final String DRIFT_PSI = "plumbline_drift_psi";

    /** The {@code quantile} 0.1, 0.5 or 0.9 of a {@code signal} of a {@code profile}, lately. NaN as above. */
    public static final String DRIFT_QUANTILE = "plumbline_drift_quantile";

    /** Scored answers that the two above look at, by {@code profile}. */
    public static final String DRIFT_ANSWERS = "plumbline_drift_answers";

    /** Mitigation requests that ended, by {@code decision}: ACCEPTED, DECLINED, FAILED, REJECTED. */
    public static final String MITIGATIONS_TOTAL = "plumbline_mitigations_total";

    /** Seconds a mitigation request took in the model. */
    public static final String MITIGATION_SECONDS = "plumbline_mitigation_seconds";

    public static final List<String> ALL = List.of(
            EVENTS_TOTAL,
            LABELS_TOTAL,
            SCORING_SECONDS,
            QUEUE_AGE_SECONDS,
            QUEUE_ITEMS,
            QUEUE_TOKENS,
            TOKENS_TOTAL,
            DEAD_LETTERS_TOTAL,
            MODEL_READY,
            DRIFT_PSI,
            DRIFT_QUANTILE,
            DRIFT_ANSWERS,
            MITIGATIONS_TOTAL,
            MITIGATION_SECONDS);

    private MetricNames() {}

    /** Micrometer's name for a counter or timer: its Prometheus naming puts the unit or {@code _total} back. */
    static String meter(String prometheusName) {
        return prometheusName.replaceFirst("_(total|seconds)$", "").replace('_', '.');
    }
}
