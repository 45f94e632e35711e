package io.plumbline.evaluation.metric;

import io.plumbline.statistics.PairedDifference;

/**
 * Two scorers on the same rows.
 *
 * @param id slice or mean
 * @param metric what is compared
 * @param first name of a detector
 * @param second name of another scorer
 * @param rows rows that both scored
 * @param difference first minus second
 */
public record Comparison(
        SliceId id, Metric metric, String first, String second, int rows, PairedDifference difference) {}
