package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.scorer.ScorerCard;
import java.util.List;
import java.util.Objects;

/**
 * An evaluation as values. Equal plans and outcomes give equal reports: there is no clock and no machine in it.
 *
 * @param title for a reader
 * @param settings seed, resamples, budgets
 * @param sets what was evaluated
 * @param scorers who was evaluated; their cards with profile ids and thresholds
 * @param slices every slice: sets, tasks, generators, pooled
 * @param macros means over sets and over tasks
 * @param comparisons detectors against each other and against each baseline
 * @param worst the worst errors of each detector
 * @param notes what a reader must know before believing a figure
 */
public record EvaluationReport(
        String title,
        MetricSettings settings,
        List<SetFacts> sets,
        List<ScorerCard> scorers,
        List<SliceResult> slices,
        List<MacroResult> macros,
        List<Comparison> comparisons,
        List<WrongAnswer> worst,
        List<String> notes) {
    /** How every interval of a report is made. */
    public static final String INTERVAL_METHOD =
            "95 % percentile bootstrap; whole documents are drawn with replacement within each data set";

    public EvaluationReport {
        Objects.requireNonNull(title, "title is null");
        Objects.requireNonNull(settings, "settings is null");
        sets = List.copyOf(sets);
        scorers = List.copyOf(scorers);
        slices = List.copyOf(slices);
        macros = List.copyOf(macros);
        comparisons = List.copyOf(comparisons);
        worst = List.copyOf(worst);
        notes = List.copyOf(notes);
    }

    /** Slices of one kind, in order. */
    public List<SliceResult> slices(SliceKind kind) {
        return slices.stream().filter(slice -> slice.id().kind() == kind).toList();
    }
}
