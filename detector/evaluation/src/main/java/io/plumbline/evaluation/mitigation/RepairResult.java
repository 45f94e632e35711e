package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.metric.MetricSettings;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the whole loop did to the base arm's answers, judged by gold answers and not by the score that accepts.
 *
 * @param preset that wrote
 * @param decisions answers by what became of them
 * @param accepted by metric, over the answers that were replaced; empty if there were none
 * @param all by metric, over all answers
 */
public record RepairResult(
        String preset, Map<String, Integer> decisions, Map<String, Change> accepted, Map<String, Change> all) {
    /** Points of a share that an accepted answer may be worse by. */
    public static final double MARGIN = 0.02;

    public RepairResult {
        Objects.requireNonNull(preset, "preset is null");
        decisions = Collections.unmodifiableMap(new TreeMap<>(decisions));
        accepted = Collections.unmodifiableMap(new TreeMap<>(accepted));
        all = Collections.unmodifiableMap(new TreeMap<>(all));
    }

    /** Whether more hits of a metric are better: an answer from memory, against the context, is not. */
    public static boolean moreIsBetter(String metric) {
        return !metric.equals(Judging.FROM_MEMORY);
    }

    /**
     * A metric before and after.
     *
     * @param before share of the original answers that hit
     * @param after share of those that stand in the end
     * @param lowerBound of the difference, one-sided 95 %, paired bootstrap over documents
     * @param gained rows that only the new answer hit
     * @param lost rows that only the original hit
     * @param documents that the rows are about
     */
    public record Change(double before, double after, double lowerBound, int gained, int lost, int documents) {
        /** Whether the bound says nothing: to the bootstrap one answer that got no worse shows that none ever does. */
        public boolean tooFew() {
            return documents < MetricSettings.MIN_DOCUMENTS;
        }

        /** Whether it can be said that repairing does no harm beyond {@link #MARGIN}. */
        public boolean notWorse() {
            return !tooFew() && lowerBound >= -MARGIN;
        }
    }
}
