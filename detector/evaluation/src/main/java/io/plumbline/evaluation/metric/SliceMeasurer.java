package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.metric.DecisionResult.BaseRateResult;
import io.plumbline.evaluation.metric.EvaluatedRows.Slice;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.statistics.BinnedCalibration;
import io.plumbline.statistics.Confusion;
import io.plumbline.statistics.CurvePoint;
import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.RankedScores;
import io.plumbline.statistics.RatioStatistic;
import io.plumbline.statistics.WeightedStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** All figures of one scorer on one slice. */
final class SliceMeasurer {
    /** Points of a curve in a report. */
    private static final int MAX_POINTS = 120;

    private final EvaluatedRows rows;
    private final ScorerOutcomes outcomes;
    private final Slice slice;
    private final GroupResampling resampling;
    private final MetricSettings settings;
    /** Scored rows of the slice. */
    private final int[] scored;

    private final boolean[] labels;
    private final int[] documents;
    private final boolean intervals;
    private final Map<Metric, Measured> measures = new EnumMap<>(Metric.class);

    SliceMeasurer(
            EvaluatedRows rows,
            ScorerOutcomes outcomes,
            Slice slice,
            GroupResampling resampling,
            MetricSettings settings) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.slice = slice;
        this.resampling = resampling;
        this.settings = settings;
        this.scored = Arrays.stream(slice.rows()).filter(outcomes::isScored).toArray();
        this.labels = new boolean[scored.length];
        for (int i = 0; i < scored.length; i++) {
            labels[i] = rows.label(scored[i]);
        }
        this.documents = Arrays.stream(scored).map(rows::document).toArray();
        this.intervals = enoughDocuments(documents);
    }

    static boolean enoughDocuments(int[] documents) {
        return Arrays.stream(documents).distinct().count() >= MetricSettings.MIN_DOCUMENTS;
    }

    /** Figures that means and comparisons are made of; filled by {@link #measure}. */
    Map<Metric, Measured> measures() {
        return measures;
    }

    ScorerResult measure() {
        double[] scores = Arrays.stream(scored).mapToDouble(outcomes::score).toArray();
        RankedScores ranked = RankedScores.of(scores, labels, documents);
        Optional<Measured> auroc = measured(ranked::auroc);
        Optional<Measured> prAuc = measured(ranked::averagePrecision);
        auroc.ifPresent(m -> measures.put(Metric.AUROC, m));
        prAuc.ifPresent(m -> measures.put(Metric.PR_AUC, m));
        boolean tokenIntervals = slice.id().kind() != SliceKind.GENERATOR;
        TokenMeasurer tokens = new TokenMeasurer(rows, outcomes, resampling, tokenIntervals);
        return new ScorerResult(
                outcomes.card().name(),
                coverage(),
                auroc.map(Measured::estimate),
                prAuc.map(Measured::estimate),
                decision(),
                auroc.isPresent() ? alerts(ranked) : List.of(),
                calibration(),
                spans(),
                tokens.measure(slice, row -> rows.example(row).spansKnown()),
                tokens.measure(slice, row -> rows.example(row).singleEdit()),
                auroc.flatMap(m -> curves(ranked)));
    }

    private Optional<Measured> measured(WeightedStatistic statistic) {
        return Measured.of(statistic, resampling, intervals);
    }

    private Optional<Estimate> estimate(WeightedStatistic statistic) {
        return measured(statistic).map(Measured::estimate);
    }

    private Coverage coverage() {
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        Optional<String> notAvailable = Optional.empty();
        for (int row : slice.rows()) {
            Optional<Unscored> unscored = outcomes.unscored(row);
            if (unscored.isPresent()) {
                reasons.merge(unscored.get().reason(), 1, Integer::sum);
                if (unscored.get().reason() == Reason.NOT_AVAILABLE) {
                    notAvailable = Optional.of(unscored.get().detail());
                }
            }
        }
        return new Coverage(
                slice.rows().length,
                scored.length,
                count(labels),
                reasons,
                scored.length == 0 ? notAvailable : Optional.empty());
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private Optional<DecisionResult> decision() {
        if (outcomes.card().threshold().isEmpty() || scored.length == 0) {
            return Optional.empty();
        }
        boolean[] flagged = new boolean[scored.length];
        int groups = resampling.groups();
        RatioStatistic precision = new RatioStatistic(groups);
        RatioStatistic recall = new RatioStatistic(groups);
        RatioStatistic falsePositiveRate = new RatioStatistic(groups);
        RatioStatistic f1 = new RatioStatistic(groups);
        for (int i = 0; i < scored.length; i++) {
            flagged[i] = outcomes.isFlagged(scored[i]);
            double hit = flagged[i] && labels[i] ? 1 : 0;
            int flag = flagged[i] ? 1 : 0;
            int label = labels[i] ? 1 : 0;
            precision.add(documents[i], hit, flag);
            recall.add(documents[i], hit, label);
            falsePositiveRate.add(documents[i], flag - hit, 1.0 - label);
            f1.add(documents[i], 2 * hit, flag + label);
        }
        WeightedStatistic balanced = weights -> mean(recall.of(weights), falsePositiveRate.of(weights));
        Confusion confusion = Confusion.of(flagged, labels);
        measured(f1).ifPresent(m -> measures.put(Metric.F1, m));
        measured(balanced).ifPresent(m -> measures.put(Metric.BALANCED_ACCURACY, m));
        List<BaseRateResult> baseRates = new ArrayList<>();
        for (double rate : settings.baseRates()) {
            Optional<Estimate> projected = confusion.falsePositives() == 0
                    ? Optional.empty()
                    : estimate(weights -> projected(rate, recall.of(weights), falsePositiveRate.of(weights)));
            baseRates.add(new BaseRateResult(rate, projected));
        }
        return Optional.of(new DecisionResult(
                confusion, estimate(precision), estimate(recall), estimate(f1), estimate(balanced), baseRates));
    }

    private static OptionalDouble mean(OptionalDouble truePositiveRate, OptionalDouble falsePositiveRate) {
        return truePositiveRate.isEmpty() || falsePositiveRate.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((truePositiveRate.getAsDouble() + 1 - falsePositiveRate.getAsDouble()) / 2);
    }

    private static OptionalDouble projected(
            double baseRate, OptionalDouble truePositiveRate, OptionalDouble falsePositiveRate) {
        return truePositiveRate.isEmpty() || falsePositiveRate.isEmpty()
                ? OptionalDouble.empty()
                : Confusion.precisionAt(baseRate, truePositiveRate.getAsDouble(), falsePositiveRate.getAsDouble());
    }

    private List<AlertResult> alerts(RankedScores ranked) {
        List<AlertResult> results = new ArrayList<>();
        for (double budget : settings.alertBudgets()) {
            long alerts = ranked.alerts(budget, resampling.once());
            Optional<Estimate> precision = alerts < MetricSettings.MIN_ALERTS
                    ? Optional.empty()
                    : estimate(weights -> ranked.precisionWithin(budget, weights));
            results.add(new AlertResult(budget, alerts, precision));
        }
        return results;
    }

    private Optional<CalibrationResult> calibration() {
        double[] probabilities =
                Arrays.stream(scored).mapToDouble(outcomes::probability).toArray();
        if (scored.length == 0 || Arrays.stream(probabilities).anyMatch(Double::isNaN)) {
            return Optional.empty();
        }
        RatioStatistic brier = new RatioStatistic(resampling.groups());
        for (int i = 0; i < scored.length; i++) {
            double difference = probabilities[i] - (labels[i] ? 1 : 0);
            brier.add(documents[i], difference * difference, 1);
        }
        BinnedCalibration binned = new BinnedCalibration(probabilities, labels, documents, settings.reliabilityBins());
        return Optional.of(new CalibrationResult(
                estimate(brier).orElseThrow(), estimate(binned).orElseThrow(), binned.reliability()));
    }

    private Optional<SpanResult> spans() {
        int groups = resampling.groups();
        RatioStatistic precision = new RatioStatistic(groups);
        RatioStatistic recall = new RatioStatistic(groups);
        RatioStatistic f1 = new RatioStatistic(groups);
        long[] sums = new long[3];
        int counted = 0;
        for (int i = 0; i < scored.length; i++) {
            if (outcomes.marksSpans(scored[i])) {
                long[] characters = outcomes.characters(scored[i]);
                counted++;
                for (int c = 0; c < sums.length; c++) {
                    sums[c] += characters[c];
                }
                precision.add(documents[i], (double) characters[2], (double) characters[1]);
                recall.add(documents[i], (double) characters[2], (double) characters[0]);
                f1.add(documents[i], 2.0 * characters[2], (double) (characters[0] + characters[1]));
            }
        }
        return sums[0] == 0
                ? Optional.empty()
                : Optional.of(new SpanResult(
                        counted, sums[0], sums[1], sums[2], estimate(precision), estimate(recall), estimate(f1)));
    }

    private Optional<CurveResult> curves(RankedScores ranked) {
        SliceKind kind = slice.id().kind();
        return kind == SliceKind.SET || kind == SliceKind.POOLED
                ? Optional.of(new CurveResult(thinned(ranked.roc()), thinned(ranked.precisionRecall())))
                : Optional.empty();
    }

    private static List<CurvePoint> thinned(List<CurvePoint> points) {
        if (points.size() <= MAX_POINTS) {
            return points;
        }
        List<CurvePoint> kept = new ArrayList<>();
        for (int i = 0; i < MAX_POINTS; i++) {
            kept.add(points.get((int) ((long) i * (points.size() - 1) / (MAX_POINTS - 1))));
        }
        return kept;
    }
}
