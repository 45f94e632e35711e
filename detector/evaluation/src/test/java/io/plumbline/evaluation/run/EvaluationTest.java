package io.plumbline.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.evaluation.Rows;
import io.plumbline.evaluation.metric.Comparison;
import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MacroResult;
import io.plumbline.evaluation.metric.Metric;
import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.metric.ScorerResult;
import io.plumbline.evaluation.metric.SetFacts;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.metric.SliceResult;
import io.plumbline.evaluation.metric.SpanResult;
import io.plumbline.evaluation.metric.TokenResult;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.Baselines;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.Threshold;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.model.CharSpan;
import io.plumbline.statistics.Confusion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationTest {
    private static final double EXACT = 1e-12;
    private static final MetricSettings FEW = MetricSettings.DEFAULT.withResamples(50);

    /** A detector that looks its outcomes up. */
    private record Table(String name, Map<String, ScoringOutcome> outcomes) implements AnswerScorer {
        @Override
        public ScorerCard card() {
            return new ScorerCard(
                    name,
                    ScorerCard.Kind.DETECTOR,
                    "looks it up",
                    Optional.of("profile-1"),
                    Optional.of(new Threshold(Threshold.Scale.SCORE, 0.5)),
                    Optional.empty());
        }

        @Override
        public ScoringOutcome score(LabelledExample example) {
            return outcomes.getOrDefault(example.id(), new Unscored(Unscored.Reason.TOO_LONG, ""));
        }
    }

    private static EvaluationReport run(List<LabelledData> sets, AnswerScorer... scorers) throws IOException {
        return Evaluation.run(plan(sets, Set.of(), scorers));
    }

    private static EvaluationPlan plan(List<LabelledData> sets, Set<String> excluded, AnswerScorer... scorers) {
        return new EvaluationPlan(
                "test",
                sets.stream().map(set -> new EvaluationSet(set, true)).toList(),
                List.of(scorers),
                excluded,
                Optional.empty(),
                FEW,
                RunProgress.QUIET);
    }

    private static double value(Optional<Estimate> estimate) {
        return estimate.orElseThrow().value();
    }

    @Test
    void figuresByHand() throws IOException {
        LabelledData data = Rows.data(
                "set",
                List.of(
                        Rows.row("set", "a", "d1", "qa", true),
                        Rows.row("set", "b", "d2", "qa", true),
                        Rows.row("set", "c", "d3", "qa", false),
                        Rows.row("set", "d", "d4", "qa", false),
                        Rows.row("set", "e", "d5", "qa", false)));
        Map<String, ScoringOutcome> scores = Map.of(
                "a", AnswerScore.ofProbability(0.9),
                "b", AnswerScore.ofProbability(0.4),
                "c", AnswerScore.ofProbability(0.6),
                "d", AnswerScore.ofProbability(0.1));
        EvaluationReport report = run(List.of(data), new Table("table", scores));
        assertThat(report.slices(SliceKind.SET)).hasSize(1);
        assertThat(report.slices(SliceKind.POOLED)).as("one set is not pooled").isEmpty();
        ScorerResult result = report.slices().get(0).of("table");
        assertThat(result.coverage().scored()).isEqualTo(4);
        assertThat(result.coverage().unscored()).isEqualTo(Map.of(Unscored.Reason.TOO_LONG, 1));
        // pairs: .9 beats both, .4 beats .1 only
        assertThat(value(result.auroc())).isEqualTo(0.75);
        assertThat(value(result.prAuc())).isCloseTo((1 + 2.0 / 3) / 2, within(EXACT));
        assertThat(result.decision().orElseThrow().confusion()).isEqualTo(new Confusion(1, 1, 1, 1));
        assertThat(value(result.decision().orElseThrow().f1())).isEqualTo(0.5);
        assertThat(value(result.decision().orElseThrow().balancedAccuracy())).isEqualTo(0.5);
        assertThat(value(result.decision().orElseThrow().baseRates().get(2).precision()))
                .isCloseTo(0.2, within(EXACT));
        assertThat(result.calibration().orElseThrow().brier().value())
                .isCloseTo((0.01 + 0.36 + 0.36 + 0.01) / 4, within(EXACT));
        assertThat(result.auroc().orElseThrow().interval())
                .as("five documents are too few")
                .isEmpty();
        assertThat(result.alerts().get(1).alerts()).isZero();
        assertThat(result.alerts().get(1).precision()).isEmpty();
        assertThat(report.notes())
                .contains("set: 5 documents are too few for intervals.")
                .contains(
                        "set, table: 1 of 5 answers unscored (0 hallucinated), {TOO_LONG=1}; its figures are of the rest.")
                .anyMatch(note -> note.startsWith("There is no trivial baseline"));
    }

    @Test
    void spansAndTokensByHand() throws IOException {
        // "one two three": labelled "two", and in the second answer an emoji, which is one character
        LabelledExample exact = Rows.row(
                "set",
                "a",
                "d1",
                "qa",
                "one two three",
                true,
                List.of(new CharSpan(4, 7)),
                Set.of(RowOrigin.SINGLE_EDIT));
        LabelledExample overlapping =
                Rows.marked("set", "b", "d2", "x\uD83D\uDE00y", new CharSpan(0, 3), new CharSpan(1, 3));
        LabelledExample unknown = Rows.row("set", "c", "d3", "qa", true);
        LabelledExample supported = Rows.row("set", "d", "d4", "qa", false);
        List<TokenMark> tokens = List.of(
                new TokenMark(new CharSpan(0, 3), 0.2),
                new TokenMark(new CharSpan(3, 7), 0.7),
                new TokenMark(new CharSpan(7, 13), 0.8));
        Map<String, ScoringOutcome> outcomes = Map.of(
                "a", marked(0.9, tokens, new CharSpan(4, 13)),
                "b", marked(0.8, List.of(new TokenMark(new CharSpan(0, 4), 0.9)), new CharSpan(1, 4)),
                "c", marked(0.7, tokens, new CharSpan(0, 13)),
                "d", marked(0.1, List.of(new TokenMark(new CharSpan(0, 3), 0.1)), new CharSpan(0, 1)));
        EvaluationReport report = run(
                List.of(Rows.data("set", List.of(exact, overlapping, unknown, supported))),
                new Table("table", outcomes));
        ScorerResult result = report.slices().get(0).of("table");
        SpanResult spans = result.spans().orElseThrow();
        // labelled 3 + 2, marked 9 + 2 + 1, common 3 + 1; the row with unknown spans does not count
        assertThat(List.of(spans.rows(), (int) spans.labelled(), (int) spans.marked(), (int) spans.overlap()))
                .containsExactly(3, 5, 12, 4);
        assertThat(value(spans.precision())).isCloseTo(4.0 / 12, within(EXACT));
        assertThat(value(spans.recall())).isCloseTo(4.0 / 5, within(EXACT));
        assertThat(value(spans.f1())).isCloseTo(8.0 / 17, within(EXACT));
        TokenResult pooled = result.tokens().orElseThrow();
        assertThat(pooled.tokens()).isEqualTo(5);
        assertThat(pooled.positiveRate()).isEqualTo(0.4);
        // positives .7 and .9, negatives .2, .8, .1
        assertThat(pooled.auroc().value()).isCloseTo(5.0 / 6, within(EXACT));
        TokenResult single = result.singleEditTokens().orElseThrow();
        assertThat(single.tokens()).isEqualTo(3);
        assertThat(single.prAuc().value()).isEqualTo(0.5);
        assertThat(single.positiveRate()).isCloseTo(1.0 / 3, within(EXACT));
    }

    private static ScoringOutcome marked(double score, List<TokenMark> tokens, CharSpan span) {
        return new AnswerScore(score, OptionalDouble.empty(), tokens, Optional.of(List.of(span)));
    }

    @Test
    void slicesMeansAndComparisons() throws IOException {
        EvaluationReport report = Synthetic.report(200);
        assertThat(report.slices(SliceKind.SET))
                .extracting(slice -> slice.id().name())
                .containsExactly("made/dialogue", "made/edits", "made/questions");
        assertThat(report.slices(SliceKind.TASK))
                .extracting(slice -> slice.id().name())
                .containsExactly("dialogue", "qa");
        assertThat(report.slices(SliceKind.GENERATOR))
                .extracting(slice -> slice.id().name())
                .containsExactly("gen-0", "gen-1");
        SliceResult pooled = report.slices(SliceKind.POOLED).get(0);
        assertThat(pooled.rows()).isEqualTo(1260);
        MacroResult macro = report.macros().get(0);
        double mean = report.slices(SliceKind.SET).stream()
                        .mapToDouble(slice -> value(slice.of("smollm2-probe").auroc()))
                        .sum()
                / 3;
        Estimate macroAuroc = estimate(macro, "smollm2-probe", Metric.AUROC);
        assertThat(macroAuroc.value()).isCloseTo(mean, within(EXACT));
        assertThat(macroAuroc.interval().orElseThrow().contains(mean)).isTrue();
        for (SliceResult slice : report.slices()) {
            Estimate auroc = slice.of("smollm2-probe").auroc().orElseThrow();
            assertThat(auroc.interval().orElseThrow().contains(auroc.value())).isTrue();
        }
        assertThat(value(pooled.of("task prior").auroc()))
                .as("knowing the task alone ranks the pooled answers")
                .isGreaterThan(0.6);
        assertThat(value(report.slices(SliceKind.SET).get(0).of("task prior").auroc()))
                .isEqualTo(0.5);
        Comparison clear = comparison(report, "mean over sets", "smollm2-probe", "word novelty");
        assertThat(clear.difference().excludesZero()).isTrue();
        assertThat(clear.difference().pValue()).isLessThan(0.02);
        Comparison partial = comparison(report, "made/edits", "smollm2-probe", "smollm2-reliance");
        assertThat(partial.rows())
                .as("rows that both scored")
                .isLessThan(report.slices(SliceKind.SET)
                        .get(1)
                        .of("smollm2-probe")
                        .coverage()
                        .scored());
        assertThat(report.comparisons())
                .as("baselines are not compared with each other")
                .noneMatch(c -> c.first().equals("length"));
        assertThat(pooled.of("embedding similarity").coverage().notAvailable()).isPresent();
        assertThat(report.worst()).hasSize(3 * 2 * 5);
        assertThat(report.worst().stream().filter(w -> w.excerpt().isPresent()))
                .noneMatch(w -> w.set().equals("made/questions"));
    }

    private static Estimate estimate(MacroResult macro, String scorer, Metric metric) {
        return macro.scorers().stream()
                .filter(score -> score.scorer().equals(scorer))
                .flatMap(score -> Optional.ofNullable(score.means().get(metric)).stream())
                .findFirst()
                .orElseThrow();
    }

    private static Comparison comparison(EvaluationReport report, String slice, String first, String second) {
        return report.comparisons().stream()
                .filter(c -> c.id().name().equals(slice) && c.metric() == Metric.AUROC)
                .filter(c -> c.first().equals(first) && c.second().equals(second))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void equalRunsGiveEqualReportsAlsoFromTheCache(@TempDir Path cache) throws IOException {
        EvaluationPlan plan = Synthetic.plan(50);
        EvaluationReport first = Evaluation.run(plan);
        EvaluationPlan kept = new EvaluationPlan(
                plan.title(),
                plan.sets(),
                plan.scorers(),
                plan.excludedDocuments(),
                Optional.of(cache),
                plan.settings(),
                plan.progress());
        assertThat(Evaluation.run(kept)).isEqualTo(first);
        assertThat(Evaluation.run(kept)).isEqualTo(first);
    }

    @Test
    void documentsAProfileWasFittedOnAreLeftOutAndCounted() throws IOException {
        List<LabelledExample> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rows.add(Rows.row("set", "r" + i, "d" + i / 2, "qa", i % 2 == 0));
        }
        List<LabelledData> sets = List.of(Rows.data("set", rows));
        EvaluationReport report = Evaluation.run(plan(sets, Set.of("d1"), Baselines.length()));
        SetFacts facts = report.sets().get(0);
        assertThat(facts.rows()).isEqualTo(4);
        assertThat(facts.excluded()).isEqualTo(2);
        assertThat(facts.documents()).isEqualTo(2);
        assertThatThrownBy(() -> Evaluation.run(plan(sets, Set.of("d0", "d1", "d2"), Baselines.length())))
                .hasMessageContaining("no labelled row is left");
    }

    @Test
    void aBudgetNeedsThirtyAlerts() throws IOException {
        EvaluationReport report = Synthetic.report(20);
        ScorerResult probe = report.slices(SliceKind.POOLED).get(0).of("smollm2-probe");
        assertThat(probe.alerts().get(0).alerts()).isLessThan(30);
        assertThat(probe.alerts().get(0).precision()).isEmpty();
        assertThat(probe.alerts().get(1).alerts()).isGreaterThanOrEqualTo(30);
        assertThat(probe.alerts().get(1).precision()).isPresent();
    }

    @Test
    void namesAreUnique() {
        List<LabelledData> sets = List.of(Rows.data("set", List.of(Rows.row("set", "a", "d", "qa", true))));
        assertThatThrownBy(() -> plan(sets, Set.of(), Baselines.length(), Baselines.length()))
                .hasMessageContaining("'length'");
        assertThatThrownBy(() -> plan(List.of(sets.get(0), sets.get(0)), Set.of(), Baselines.length()))
                .hasMessageContaining("'set'");
        assertThatThrownBy(() -> plan(sets, Set.of())).hasMessageContaining("no scorer");
    }
}
