package io.plumbline.evaluation.mitigation;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one arm came to on a task.
 *
 * @param arm name
 * @param strategy settings as JSON
 * @param metrics by name
 * @param passes runs of the model for each row
 * @param costFactor tokens run, relative to the base arm; empty where costs were not counted
 * @param newTokensPerSecond tokens written for each second of this run on this machine; empty where none were written
 */
public record ArmResult(
        String arm,
        String strategy,
        Map<String, MetricResult> metrics,
        double passes,
        Optional<Double> costFactor,
        Optional<Double> newTokensPerSecond) {
    public ArmResult {
        Objects.requireNonNull(arm, "arm is null");
        Objects.requireNonNull(strategy, "strategy is null");
        Objects.requireNonNull(costFactor, "costFactor is null");
        Objects.requireNonNull(newTokensPerSecond, "newTokensPerSecond is null");
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /**
     * One metric.
     *
     * @throws IllegalArgumentException if the task has no such metric
     */
    public MetricResult metric(String name) {
        MetricResult metric = metrics.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("no metric " + name + "; there are " + metrics.keySet());
        }
        return metric;
    }

    /**
     * One metric of one arm.
     *
     * @param value share of rows that hit
     * @param low 2.5th percentile, bootstrap over documents
     * @param high 97.5th percentile
     * @param difference to the base arm; empty for the base itself
     * @param overControl to the same strategy with random heads, the first of them; empty where there is none
     */
    public record MetricResult(
            double value,
            double low,
            double high,
            Optional<Difference> difference,
            Optional<Difference> overControl) {}

    /**
     * An arm minus another on the same rows.
     *
     * @param value difference of the shares
     * @param low 2.5th percentile, paired bootstrap over documents
     * @param high 97.5th percentile
     * @param gained rows that only the arm hit
     * @param lost rows that only the other hit
     * @param pValue McNemar's exact test, two-sided
     */
    public record Difference(double value, double low, double high, int gained, int lost, double pValue) {}
}
