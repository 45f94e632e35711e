package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.metric.EvaluatedRows.Slice;
import io.plumbline.evaluation.metric.MacroResult.MacroScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Means over slices. */
final class Macros {
    private Macros() {}

    /**
     * The mean over the slices of a kind that have both classes; empty if there are fewer than two.
     *
     * @param measures figures by scorer, then slice
     */
    static Optional<MacroResult> of(
            SliceId id,
            SliceKind over,
            EvaluatedRows rows,
            List<String> names,
            List<List<Map<Metric, Measured>>> measures) {
        List<Integer> chosen = new ArrayList<>();
        for (int s = 0; s < rows.slices().size(); s++) {
            Slice slice = rows.slices().get(s);
            long positives = Arrays.stream(slice.rows()).filter(rows::label).count();
            if (slice.id().kind() == over && positives > 0 && positives < slice.rows().length) {
                chosen.add(s);
            }
        }
        if (chosen.size() < 2) {
            return Optional.empty();
        }
        List<MacroScore> scores = new ArrayList<>();
        for (int scorer = 0; scorer < names.size(); scorer++) {
            Map<Metric, Estimate> means = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                List<Measured> found = new ArrayList<>();
                for (int s : chosen) {
                    Optional.ofNullable(measures.get(scorer).get(s).get(metric)).ifPresent(found::add);
                }
                if (found.size() == chosen.size()) {
                    means.put(metric, mean(found).estimate());
                }
            }
            scores.add(new MacroScore(names.get(scorer), means));
        }
        List<String> slices =
                chosen.stream().map(s -> rows.slices().get(s).id().name()).toList();
        return Optional.of(new MacroResult(id, slices, scores));
    }

    /** Resample by resample; without replicates of each there are none of the mean. */
    static Measured mean(List<Measured> measures) {
        double value = measures.stream().mapToDouble(Measured::value).sum() / measures.size();
        int resamples =
                measures.stream().mapToInt(m -> m.replicates().length).min().orElse(0);
        double[] replicates = new double[resamples];
        for (Measured measured : measures) {
            for (int r = 0; r < resamples; r++) {
                replicates[r] += measured.replicates()[r] / measures.size();
            }
        }
        return Measured.of(value, replicates);
    }
}
