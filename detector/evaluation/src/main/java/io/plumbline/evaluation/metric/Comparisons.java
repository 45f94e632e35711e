package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.metric.EvaluatedRows.Slice;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.PairedDifference;
import io.plumbline.statistics.RankedScores;
import io.plumbline.statistics.WeightedStatistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Differences between scorers, each on the rows that both scored and over the same resamples: every detector against every
 * baseline and against the detectors after it.
 */
final class Comparisons {
    private static final List<Metric> COMPARED = List.of(Metric.AUROC, Metric.PR_AUC);

    private final EvaluatedRows rows;
    private final List<ScorerOutcomes> scorers;
    private final GroupResampling resampling;
    /** Figures by scorer, then slice, as measured on each scorer's own rows. */
    private final List<List<Map<Metric, Measured>>> own;

    Comparisons(
            EvaluatedRows rows,
            List<ScorerOutcomes> scorers,
            GroupResampling resampling,
            List<List<Map<Metric, Measured>>> own) {
        this.rows = rows;
        this.scorers = scorers;
        this.resampling = resampling;
        this.own = own;
    }

    /** Figures of two scorers on the rows that both scored. */
    private record Pair(int rows, Measured first, Measured second) {}

    List<Comparison> all() {
        List<Comparison> found = new ArrayList<>();
        for (int a = 0; a < scorers.size(); a++) {
            for (int b = 0; b < scorers.size(); b++) {
                if (compared(a, b)) {
                    found.addAll(of(a, b));
                }
            }
        }
        return found;
    }

    private boolean compared(int a, int b) {
        boolean detector = isDetector(a);
        return detector && a != b && (!isDetector(b) || b > a);
    }

    private boolean isDetector(int scorer) {
        return scorers.get(scorer).card().kind() == ScorerCard.Kind.DETECTOR;
    }

    private List<Comparison> of(int a, int b) {
        List<Comparison> found = new ArrayList<>();
        for (Metric metric : COMPARED) {
            Map<SliceKind, List<Optional<Pair>>> pairs = new EnumMap<>(SliceKind.class);
            for (int s = 0; s < rows.slices().size(); s++) {
                Slice slice = rows.slices().get(s);
                if (slice.id().kind() != SliceKind.GENERATOR && hasBothClasses(slice)) {
                    Optional<Pair> pair = pair(a, b, s, metric);
                    pairs.computeIfAbsent(slice.id().kind(), k -> new ArrayList<>())
                            .add(pair);
                    pair.flatMap(p -> comparison(slice.id(), metric, a, b, p)).ifPresent(found::add);
                }
            }
            mean(SliceId.MACRO_SETS, pairs.getOrDefault(SliceKind.SET, List.of()), metric, a, b)
                    .ifPresent(found::add);
            mean(SliceId.MACRO_TASKS, pairs.getOrDefault(SliceKind.TASK, List.of()), metric, a, b)
                    .ifPresent(found::add);
        }
        return found;
    }

    private boolean hasBothClasses(Slice slice) {
        long positives = Arrays.stream(slice.rows()).filter(rows::label).count();
        return positives > 0 && positives < slice.rows().length;
    }

    private Optional<Comparison> comparison(SliceId id, Metric metric, int a, int b, Pair pair) {
        return PairedDifference.of(
                        pair.first().value(),
                        pair.second().value(),
                        pair.first().replicates(),
                        pair.second().replicates())
                .map(difference -> new Comparison(
                        id,
                        metric,
                        scorers.get(a).card().name(),
                        scorers.get(b).card().name(),
                        pair.rows(),
                        difference));
    }

    /** The difference of the means over slices; needs both figures on each. */
    private Optional<Comparison> mean(SliceId id, List<Optional<Pair>> pairs, Metric metric, int a, int b) {
        if (pairs.size() < 2 || pairs.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<Pair> found = pairs.stream().flatMap(Optional::stream).toList();
        Measured first = Macros.mean(found.stream().map(Pair::first).toList());
        Measured second = Macros.mean(found.stream().map(Pair::second).toList());
        int count = found.stream().mapToInt(Pair::rows).sum();
        return comparison(id, metric, a, b, new Pair(count, first, second));
    }

    private Optional<Pair> pair(int a, int b, int slice, Metric metric) {
        int[] both = Arrays.stream(rows.slices().get(slice).rows())
                .filter(row -> scorers.get(a).isScored(row) && scorers.get(b).isScored(row))
                .toArray();
        Optional<Measured> first = measured(a, slice, both, metric);
        Optional<Measured> second = measured(b, slice, both, metric);
        return first.isPresent() && second.isPresent()
                ? Optional.of(new Pair(both.length, first.get(), second.get()))
                : Optional.empty();
    }

    private Optional<Measured> measured(int scorer, int slice, int[] both, Metric metric) {
        ScorerOutcomes outcomes = scorers.get(scorer);
        long scored = Arrays.stream(rows.slices().get(slice).rows())
                .filter(outcomes::isScored)
                .count();
        if (scored == both.length) {
            return Optional.ofNullable(own.get(scorer).get(slice).get(metric));
        }
        double[] scores = Arrays.stream(both).mapToDouble(outcomes::score).toArray();
        boolean[] labels = new boolean[both.length];
        for (int i = 0; i < both.length; i++) {
            labels[i] = rows.label(both[i]);
        }
        int[] documents = Arrays.stream(both).map(rows::document).toArray();
        RankedScores ranked = RankedScores.of(scores, labels, documents);
        WeightedStatistic statistic = metric == Metric.AUROC ? ranked::auroc : ranked::averagePrecision;
        return Measured.of(statistic, resampling, SliceMeasurer.enoughDocuments(documents));
    }
}
