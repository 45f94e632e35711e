package io.plumbline.evaluation.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Means over slices, each counting the same however many rows it has.
 *
 * @param id sets or tasks
 * @param slices names of the slices with both classes; the others count for nobody
 * @param scorers in the plan's order
 */
public record MacroResult(SliceId id, List<String> slices, List<MacroScore> scorers) {
    public MacroResult {
        slices = List.copyOf(slices);
        scorers = List.copyOf(scorers);
    }

    /**
     * The means of one scorer.
     *
     * @param scorer its name
     * @param means absent where the scorer lacks the figure on one of the slices
     */
    public record MacroScore(String scorer, Map<Metric, Estimate> means) {
        public MacroScore {
            EnumMap<Metric, Estimate> ordered = new EnumMap<>(Metric.class);
            ordered.putAll(means);
            means = Collections.unmodifiableMap(ordered);
        }
    }
}
