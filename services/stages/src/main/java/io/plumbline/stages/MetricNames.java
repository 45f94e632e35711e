package io.plumbline.stages;

import java.util.List;

/**
 * Every metric of the fleet, in Prometheus' spelling: the one list that alert rules and dashboards are held to;
 * {@link MetricCatalogue} describes them. The tenant is never a label: it would multiply every series.
 */
public final class MetricNames {
    /** Events that ended, by {@code outcome}: SCORED, ABSTAINED, UNAVAILABLE, REJECTED. */
    public static final String EVENTS_TOTAL = "plumbline_events_total";

    /** Answers by {@code label}: SUPPORTED, HALLUCINATED. */
    public static final String LABELS_TOTAL = "plumbline_labels_total";

    /** Events that were not judged although nothing failed, by {@code reason}. */
    public static final String ABSTENTIONS_TOTAL = "plumbline_abstentions_total";

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

    /** Where the circuit breaker round the model stands: 0 closed, 1 half open, 2 open. */
    public static final String MODEL_CIRCUIT_STATE = "plumbline_model_circuit_state";

    /**
     * Population stability index of a {@code signal} of a {@code profile} against its calibration answers; only signals that
     * the profile has quantiles of. NaN while too few answers have been scored.
     */
    public static final String DRIFT_PSI = "plumbline_drift_psi";

    /** The {@code quantile} 0.1, 0.5 or 0.9 of a {@code signal} of a {@code profile}, lately. NaN as above. */
    public static final String DRIFT_QUANTILE = "plumbline_drift_quantile";

    /** Scored answers that the two above look at, by {@code profile}. */
    public static final String DRIFT_ANSWERS = "plumbline_drift_answers";

    /** Version of the routing table that this detector judges by; 0 without one. */
    public static final String ROUTING_VERSION = "plumbline_routing_version";

    /** Versions of the routing table by {@code outcome}: APPLIED, REFUSED. */
    public static final String ROUTING_CHANGES_TOTAL = "plumbline_routing_changes_total";

    /** Answers before profiles on trial, by {@code outcome}. */
    public static final String SHADOW_EVENTS_TOTAL = "plumbline_shadow_events_total";

    /** Answers that both scored, by the labels that the {@code active} profile and the {@code shadow} gave, for each {@code trial}. */
    public static final String SHADOW_COMPARISONS_TOTAL = "plumbline_shadow_comparisons_total";

    /** What people said about verdicts, by what the {@code verdict} said and their {@code label}. */
    public static final String GATEWAY_FEEDBACK_TOTAL = "plumbline_gateway_feedback_total";

    /** Mitigation requests that ended, by {@code decision}: ACCEPTED, DECLINED, FAILED, REJECTED. */
    public static final String MITIGATIONS_TOTAL = "plumbline_mitigations_total";

    /** Seconds a mitigation request took in the model. */
    public static final String MITIGATION_SECONDS = "plumbline_mitigation_seconds";

    /** Events offered to the gateway, by {@code outcome}: ACCEPTED, REPETITION, or the code of a problem. */
    public static final String GATEWAY_EVENTS_TOTAL = "plumbline_gateway_events_total";

    /** Seconds from decoded event to the broker's acknowledgement. */
    public static final String GATEWAY_PUBLISH_SECONDS = "plumbline_gateway_publish_seconds";

    /** Canonical size of accepted events. */
    public static final String GATEWAY_EVENT_SIZE_BYTES = "plumbline_gateway_event_size_bytes";

    /** Seconds a synchronous score took, by HTTP {@code status}. */
    public static final String GATEWAY_SCORE_SECONDS = "plumbline_gateway_score_seconds";

    /** Records of the verdicts topic, by {@code outcome}: READ or the kind of error. */
    public static final String GATEWAY_VERDICTS_TOTAL = "plumbline_gateway_verdicts_total";

    /** Generations with verdicts held. */
    public static final String GATEWAY_STORE_GENERATIONS = "plumbline_gateway_verdict_store_generations";

    /** Bytes of verdicts held. */
    public static final String GATEWAY_STORE_SIZE_BYTES = "plumbline_gateway_verdict_store_size_bytes";

    /** Requests that wait for a verdict. */
    public static final String GATEWAY_WAITERS_REQUESTS = "plumbline_gateway_verdict_waiters_requests";

    /** Spans and log records, by {@code outcome}: what they are to us. */
    public static final String GATEWAY_SPANS_TOTAL = "plumbline_gateway_spans_total";

    /** Answers from spans that left the join window, by {@code outcome}. */
    public static final String GATEWAY_JOINS_TOTAL = "plumbline_gateway_joins_total";

    /** Traces in the join window. */
    public static final String GATEWAY_JOIN_TRACES = "plumbline_gateway_join_window_traces";

    /** Bytes of text in the join window. */
    public static final String GATEWAY_JOIN_SIZE_BYTES = "plumbline_gateway_join_window_size_bytes";

    /** Answers that left the join window and wait for the broker. */
    public static final String GATEWAY_JOIN_UNPUBLISHED_EVENTS = "plumbline_gateway_join_unpublished_events";

    /** Verdicts others were told of, by {@code target} and {@code outcome}. */
    public static final String GATEWAY_EMITTED_TOTAL = "plumbline_gateway_emitted_total";

    /** How old the active profile is. */
    public static final String PROFILE_AGE_SECONDS = "plumbline_profile_age_seconds";

    /** Tokens that headers said of scored events. */
    public static final String ESTIMATED_TOKENS_TOTAL = "plumbline_estimated_tokens_total";

    /** Tokens of accepted events, estimated. */
    public static final String GATEWAY_ESTIMATED_TOKENS_TOTAL = "plumbline_gateway_estimated_tokens_total";
    /** Values taken out of events before they were stored, by {@code kind}. */
    public static final String GATEWAY_REDACTED_VALUES_TOTAL = "plumbline_gateway_redacted_values_total";

    public static final List<String> ALL = List.of(
            EVENTS_TOTAL,
            LABELS_TOTAL,
            ABSTENTIONS_TOTAL,
            SCORING_SECONDS,
            QUEUE_AGE_SECONDS,
            QUEUE_ITEMS,
            QUEUE_TOKENS,
            TOKENS_TOTAL,
            DEAD_LETTERS_TOTAL,
            MODEL_READY,
            MODEL_CIRCUIT_STATE,
            DRIFT_PSI,
            DRIFT_QUANTILE,
            DRIFT_ANSWERS,
            ROUTING_VERSION,
            ROUTING_CHANGES_TOTAL,
            SHADOW_EVENTS_TOTAL,
            SHADOW_COMPARISONS_TOTAL,
            PROFILE_AGE_SECONDS,
            ESTIMATED_TOKENS_TOTAL,
            GATEWAY_EVENTS_TOTAL,
            GATEWAY_PUBLISH_SECONDS,
            GATEWAY_EVENT_SIZE_BYTES,
            GATEWAY_ESTIMATED_TOKENS_TOTAL,
            GATEWAY_SCORE_SECONDS,
            GATEWAY_VERDICTS_TOTAL,
            GATEWAY_STORE_GENERATIONS,
            GATEWAY_STORE_SIZE_BYTES,
            GATEWAY_WAITERS_REQUESTS,
            GATEWAY_SPANS_TOTAL,
            GATEWAY_JOINS_TOTAL,
            GATEWAY_JOIN_TRACES,
            GATEWAY_JOIN_SIZE_BYTES,
            GATEWAY_JOIN_UNPUBLISHED_EVENTS,
            GATEWAY_EMITTED_TOTAL,
            GATEWAY_FEEDBACK_TOTAL,
            GATEWAY_REDACTED_VALUES_TOTAL,
            MITIGATIONS_TOTAL,
            MITIGATION_SECONDS);

    private MetricNames() {}
}
