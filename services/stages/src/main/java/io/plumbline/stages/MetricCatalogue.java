package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.stages.MetricSpec.Kind;
import io.plumbline.stages.MetricSpec.Label;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every metric of {@link MetricNames}, described: {@code docs/metrics.md} is made from this. */
public final class MetricCatalogue {
    /** Codes that a dead letter can have. */
    static final List<String> DEAD_LETTER_CODES = Stream.of(
                    Arrays.stream(ErrorCode.values()).map(Enum::name),
                    Arrays.stream(EventException.Kind.values()).map(Enum::name),
                    Stream.of(Rejection.ID_REUSED, UnavailableCode.CIRCUIT_OPEN.name()))
            .flatMap(codes -> codes)
            .toList();

    /** Reasons that an abstention can have. */
    static final List<String> ABSTENTION_REASONS = Stream.of(
                    AbstentionReason.NO_CONTEXT,
                    AbstentionReason.TOO_LONG,
                    AbstentionReason.EMPTY_RESPONSE,
                    AbstentionReason.NOT_SAMPLED,
                    AbstentionReason.SHED)
            .map(AbstentionReason::name)
            .toList();

    /** What becomes of an answer before a profile on trial; the last two have no verdict. */
    public static final List<String> SHADOW_OUTCOMES =
            List.of(Outcome.SCORED, Outcome.ABSTAINED, Outcome.UNAVAILABLE, "DROPPED", "UNPUBLISHED");

    private static final String BOTH_LABELS = "SUPPORTED, HALLUCINATED";
    private static final Label PROFILE = new Label("profile", "name of the active profile");
    private static final Label SIGNAL = new Label("signal", "see drift.md");

    private static final List<MetricSpec> DETECTOR = List.of(
            new MetricSpec(
                    MetricNames.EVENTS_TOTAL,
                    Kind.COUNTER,
                    "events",
                    List.of(new Label("outcome", "SCORED, ABSTAINED, UNAVAILABLE, REJECTED")),
                    "Events that ended, from the stream and over HTTP"),
            new MetricSpec(
                    MetricNames.LABELS_TOTAL,
                    Kind.COUNTER,
                    "answers",
                    List.of(new Label("label", "SUPPORTED, HALLUCINATED")),
                    "Scored answers by label; the flagged share is a rate of this over a rate of this"),
            new MetricSpec(
                    MetricNames.ABSTENTIONS_TOTAL,
                    Kind.COUNTER,
                    "events",
                    List.of(new Label("reason", String.join(", ", ABSTENTION_REASONS))),
                    "Events that were not judged although nothing failed; of these NOT_SAMPLED and SHED by a declared rule"),
            new MetricSpec(
                    MetricNames.SCORING_SECONDS,
                    Kind.HISTOGRAM,
                    "seconds",
                    List.of(new Label("stage", "model (passes and back-off), total (from intake to published)")),
                    "Time an event took"),
            new MetricSpec(
                    MetricNames.QUEUE_AGE_SECONDS,
                    Kind.GAUGE,
                    "seconds",
                    List.of(),
                    "Age of the oldest unfinished item, 0 without one"),
            new MetricSpec(MetricNames.QUEUE_ITEMS, Kind.GAUGE, "events", List.of(), "Items that wait for the model"),
            new MetricSpec(MetricNames.QUEUE_TOKENS, Kind.GAUGE, "tokens", List.of(), "Tokens that wait, estimated"),
            new MetricSpec(MetricNames.TOKENS_TOTAL, Kind.COUNTER, "tokens", List.of(), "Tokens scored"),
            new MetricSpec(
                    MetricNames.DEAD_LETTERS_TOTAL,
                    Kind.COUNTER,
                    "records",
                    List.of(new Label("code", "why: " + String.join(", ", DEAD_LETTER_CODES))),
                    "Records that went to the dead-letter topic"),
            new MetricSpec(MetricNames.MODEL_READY, Kind.GAUGE, "0 or 1", List.of(), "Whether a model is loaded"),
            new MetricSpec(
                    MetricNames.MODEL_CIRCUIT_STATE,
                    Kind.GAUGE,
                    "0, 1 or 2",
                    List.of(),
                    "Circuit breaker round the model: 0 closed, 1 lets events probe, 2 open, where every event ends in"
                            + " UNAVAILABLE"),
            new MetricSpec(
                    MetricNames.DRIFT_PSI,
                    Kind.GAUGE,
                    "index",
                    List.of(PROFILE, SIGNAL),
                    "Population stability index of the latest answers against the calibration answers; NaN while too"
                            + " few were scored, absent where the profile has nothing to compare with"),
            new MetricSpec(
                    MetricNames.DRIFT_QUANTILE,
                    Kind.GAUGE,
                    "the signal's",
                    List.of(PROFILE, SIGNAL, new Label("quantile", "0.1, 0.5, 0.9")),
                    "Quantile of the signal over the latest answers; NaN while too few were scored"),
            new MetricSpec(
                    MetricNames.DRIFT_ANSWERS,
                    Kind.GAUGE,
                    "answers",
                    List.of(PROFILE),
                    "Scored answers that drift is measured on"),
            new MetricSpec(
                    MetricNames.ROUTING_VERSION,
                    Kind.GAUGE,
                    "version",
                    List.of(),
                    "Version of the routing table that this detector judges by; 0 without one"),
            new MetricSpec(
                    MetricNames.ROUTING_CHANGES_TOTAL,
                    Kind.COUNTER,
                    "versions",
                    List.of(new Label("outcome", "APPLIED, REFUSED (the one before stays; the audit topic says why)")),
                    "Versions of the routing table that came to this detector"),
            new MetricSpec(
                    MetricNames.SHADOW_EVENTS_TOTAL,
                    Kind.COUNTER,
                    "events",
                    List.of(new Label(
                            "outcome",
                            "SCORED, ABSTAINED, UNAVAILABLE, DROPPED (no room, or the service ended), UNPUBLISHED")),
                    "Answers before profiles on trial; nothing waits for them"),
            new MetricSpec(
                    MetricNames.SHADOW_COMPARISONS_TOTAL,
                    Kind.COUNTER,
                    "answers",
                    List.of(
                            new Label("trial", "name of the profile on trial; none until there is one"),
                            new Label("active", BOTH_LABELS),
                            new Label("shadow", BOTH_LABELS)),
                    "Answers that the active profile and one on trial both scored, by the labels they gave"),
            new MetricSpec(
                    MetricNames.PROFILE_AGE_SECONDS,
                    Kind.GAUGE,
                    "seconds",
                    List.of(PROFILE),
                    "Age of the active profile: since the day that plumbline.detection.profile-date names (for the profile of"
                            + " the settings), else since its file was last changed; NaN for a bundled profile without such a"
                            + " date"),
            new MetricSpec(
                    MetricNames.ESTIMATED_TOKENS_TOTAL,
                    Kind.COUNTER,
                    "tokens",
                    List.of(),
                    "Tokens that the header plumbline-tokens-estimate said of scored events; against the tokens scored it"
                            + " tells how good the estimate is on this traffic"));

    private static final List<MetricSpec> GATEWAY = List.of(
            new MetricSpec(
                    MetricNames.GATEWAY_EVENTS_TOTAL,
                    Kind.COUNTER,
                    "events",
                    List.of(new Label(
                            "outcome",
                            "ACCEPTED, REPETITION, or why not: ID_REUSED, BROKER_UNAVAILABLE, REDACTION_FAILED,"
                                    + " UNPARSABLE, SCHEMA_INVALID, UNSUPPORTED_VERSION, TOO_LARGE; for other formats INVALID,"
                                    + " NO_ANSWER")),
                    "Events offered to the gateway"),
            new MetricSpec(
                    MetricNames.GATEWAY_PUBLISH_SECONDS,
                    Kind.HISTOGRAM,
                    "seconds",
                    List.of(),
                    "Time from decoded event to the broker's acknowledgement"),
            new MetricSpec(
                    MetricNames.GATEWAY_EVENT_SIZE_BYTES,
                    Kind.SUMMARY,
                    "bytes",
                    List.of(),
                    "Canonical size of accepted events"),
            new MetricSpec(
                    MetricNames.GATEWAY_ESTIMATED_TOKENS_TOTAL,
                    Kind.COUNTER,
                    "tokens",
                    List.of(),
                    "Tokens of accepted events by the estimate in their header; with the accepted events, the mean length of"
                            + " what comes in"),
            new MetricSpec(
                    MetricNames.GATEWAY_SCORE_SECONDS,
                    Kind.SUMMARY,
                    "seconds",
                    List.of(new Label("status", "HTTP status")),
                    "Time a synchronous score took"),
            new MetricSpec(
                    MetricNames.GATEWAY_VERDICTS_TOTAL,
                    Kind.COUNTER,
                    "records",
                    List.of(new Label("outcome", "READ, or what was wrong with the record")),
                    "Records read from the verdicts topic"),
            new MetricSpec(
                    MetricNames.GATEWAY_STORE_GENERATIONS,
                    Kind.GAUGE,
                    "generations",
                    List.of(),
                    "Generations whose verdicts are held"),
            new MetricSpec(
                    MetricNames.GATEWAY_STORE_SIZE_BYTES, Kind.GAUGE, "bytes", List.of(), "Bytes of verdicts held"),
            new MetricSpec(
                    MetricNames.GATEWAY_WAITERS_REQUESTS,
                    Kind.GAUGE,
                    "requests",
                    List.of(),
                    "Requests that wait for a verdict"),
            new MetricSpec(
                    MetricNames.GATEWAY_SPANS_TOTAL,
                    Kind.COUNTER,
                    "spans",
                    List.of(new Label(
                            "outcome",
                            "CHAT, RETRIEVAL, OTHER, WITHOUT_CONTENT (the sender did not capture it), REPETITION (counted"
                                    + " above too), MALFORMED")),
                    "Spans and log records taken in over OTLP"),
            new MetricSpec(
                    MetricNames.GATEWAY_JOINS_TOTAL,
                    Kind.COUNTER,
                    "events",
                    List.of(new Label(
                            "outcome",
                            "JOINED, OWN_CONTEXT (in its own messages), NO_CONTEXT (nothing came), EVICTED (the window"
                                    + " was full, or the process ended)")),
                    "Answers from spans that left the join window"),
            new MetricSpec(
                    MetricNames.GATEWAY_JOIN_TRACES, Kind.GAUGE, "traces", List.of(), "Traces in the join window"),
            new MetricSpec(
                    MetricNames.GATEWAY_JOIN_SIZE_BYTES,
                    Kind.GAUGE,
                    "bytes",
                    List.of(),
                    "Bytes of text in the join window, estimated"),
            new MetricSpec(
                    MetricNames.GATEWAY_JOIN_UNPUBLISHED_EVENTS,
                    Kind.GAUGE,
                    "events",
                    List.of(),
                    "Answers from spans that wait for the broker"),
            new MetricSpec(
                    MetricNames.GATEWAY_EMITTED_TOTAL,
                    Kind.COUNTER,
                    "messages",
                    List.of(
                            new Label("target", "OTLP_EVENT, OTLP_SPAN, WEBHOOK"),
                            new Label(
                                    "outcome",
                                    "SENT, REFUSED (another attempt would not help), EXHAUSTED (attempts used up)")),
                    "Messages by which others were told of verdicts"),
            new MetricSpec(
                    MetricNames.GATEWAY_FEEDBACK_TOTAL,
                    Kind.COUNTER,
                    "labels",
                    List.of(
                            new Label("verdict", "SUPPORTED, HALLUCINATED, NONE (it was not scored)"),
                            new Label("label", BOTH_LABELS)),
                    "What people said about verdicts; a repetition is not counted"),
            new MetricSpec(
                    MetricNames.GATEWAY_REDACTED_VALUES_TOTAL,
                    Kind.COUNTER,
                    "values",
                    List.of(new Label("kind", "EMAIL, CARD, IBAN, IP, PHONE, and the configured patterns")),
                    "Values replaced by placeholders before their event was stored"));

    private static final List<MetricSpec> MITIGATOR = List.of(
            new MetricSpec(
                    MetricNames.MITIGATIONS_TOTAL,
                    Kind.COUNTER,
                    "requests",
                    List.of(new Label("decision", "ACCEPTED, DECLINED, FAILED, REJECTED")),
                    "Mitigation requests that ended; the last two are in the dead letters"),
            new MetricSpec(
                    MetricNames.MITIGATION_SECONDS,
                    Kind.HISTOGRAM,
                    "seconds",
                    List.of(),
                    "Time a mitigation request took in the model"));

    private static final List<MetricSpec> ALL =
            Stream.of(DETECTOR, GATEWAY, MITIGATOR).flatMap(List::stream).toList();

    private MetricCatalogue() {}

    /** All of them: the detector's, the gateway's, the mitigator's. */
    public static List<MetricSpec> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException if nothing is called so */
    public static MetricSpec of(String name) {
        return ALL.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("describe the metric " + name + " here"));
    }
}
