package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.metric.EvaluatedRows.Slice;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.statistics.GroupResampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a report of rows and outcomes. */
public final class ReportBuilder {
    private final EvaluatedRows rows;
    private final MetricSettings settings;
    private final GroupResampling resampling;

    /** Draws the resamples; {@code rows} must hold at least one. */
    public ReportBuilder(EvaluatedRows rows, MetricSettings settings) {
        this.rows = rows;
        this.settings = settings;
        this.resampling = rows.resample(settings.resamples(), settings.seed());
    }

    /**
     * The report.
     *
     * @param outcomes of each scorer, complete
     * @param setsWithText sets whose text may stand in the report
     */
    public EvaluationReport build(
            String title, List<SetFacts> sets, List<ScorerOutcomes> outcomes, Set<String> setsWithText) {
        List<List<ScorerResult>> results = new ArrayList<>();
        List<List<Map<Metric, Measured>>> measures = new ArrayList<>();
        for (ScorerOutcomes scorer : outcomes) {
            List<ScorerResult> ofScorer = new ArrayList<>();
            List<Map<Metric, Measured>> measuresOfScorer = new ArrayList<>();
            for (Slice slice : rows.slices()) {
                SliceMeasurer measurer = new SliceMeasurer(rows, scorer, slice, resampling, settings);
                ofScorer.add(measurer.measure());
                measuresOfScorer.add(measurer.measures());
            }
            results.add(ofScorer);
            measures.add(measuresOfScorer);
        }
        List<SliceResult> slices = new ArrayList<>();
        for (int s = 0; s < rows.slices().size(); s++) {
            int place = s;
            slices.add(slice(
                    rows.slices().get(s),
                    results.stream().map(ofScorer -> ofScorer.get(place)).toList()));
        }
        List<ScorerCard> cards = outcomes.stream().map(ScorerOutcomes::card).toList();
        List<String> names = cards.stream().map(ScorerCard::name).toList();
        List<MacroResult> macros = new ArrayList<>();
        Macros.of(SliceId.MACRO_SETS, SliceKind.SET, rows, names, measures).ifPresent(macros::add);
        Macros.of(SliceId.MACRO_TASKS, SliceKind.TASK, rows, names, measures).ifPresent(macros::add);
        List<Comparison> comparisons = new Comparisons(rows, outcomes, resampling, measures).all();
        WorstErrors worst = new WorstErrors(rows, setsWithText);
        List<WrongAnswer> wrong = outcomes.stream()
                .filter(scorer -> scorer.card().kind() == ScorerCard.Kind.DETECTOR)
                .flatMap(scorer -> worst.of(scorer, settings.worstErrors()).stream())
                .toList();
        return new EvaluationReport(
                title, settings, sets, cards, slices, macros, comparisons, wrong, notes(slices, cards));
    }

    private SliceResult slice(Slice slice, List<ScorerResult> scorers) {
        int positives = (int) Arrays.stream(slice.rows()).filter(rows::label).count();
        int documents =
                (int) Arrays.stream(slice.rows()).map(rows::document).distinct().count();
        return new SliceResult(slice.id(), slice.rows().length, positives, documents, scorers);
    }

    /** What a reader must know before believing a figure. */
    private List<String> notes(List<SliceResult> slices, List<ScorerCard> cards) {
        List<String> notes = new ArrayList<>(rows.notes());
        for (SliceResult slice : slices) {
            if (slice.id().kind() == SliceKind.SET) {
                notes.addAll(notes(slice));
            }
        }
        if (cards.stream().noneMatch(card -> card.kind() == ScorerCard.Kind.BASELINE)) {
            notes.add("There is no trivial baseline beside the detectors: no figure here can be judged.");
        }
        if (slices.stream().anyMatch(slice -> slice.id().kind() == SliceKind.POOLED)) {
            notes.add("Pooled figures reward knowing which set or task an answer comes from; hold them against the task"
                    + " prior and read the means over sets first.");
        }
        notes.add("p values are not corrected for the number of comparisons.");
        return notes;
    }

    private static List<String> notes(SliceResult slice) {
        List<String> notes = new ArrayList<>();
        String name = slice.id().name();
        if (slice.positives() == 0 || slice.positives() == slice.rows()) {
            notes.add(name + ": all " + slice.rows() + " answers have the same label, so nothing can be ranked.");
        }
        if (slice.documents() < MetricSettings.MIN_DOCUMENTS) {
            notes.add(name + ": " + slice.documents() + " documents are too few for intervals.");
        }
        for (ScorerResult result : slice.scorers()) {
            Coverage coverage = result.coverage();
            if (coverage.notAvailable().isEmpty() && !coverage.complete()) {
                int positives = slice.positives() - coverage.scoredPositives();
                notes.add(name + ", " + result.scorer() + ": " + (slice.rows() - coverage.scored()) + " of "
                        + slice.rows() + " answers unscored (" + positives + " hallucinated), " + coverage.unscored()
                        + "; its figures are of the rest.");
            }
        }
        return notes;
    }
}
