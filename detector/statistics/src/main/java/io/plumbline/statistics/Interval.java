package io.plumbline.statistics;

import java.util.Arrays;
import java.util.Optional;

/**
 * A 95 % percentile interval of bootstrap replicates.
 *
 * @param low 2.5th percentile
 * @param high 97.5th percentile
 * @param resamples replicates that had a value; others (one class only) are left out
 */
public record Interval(double low, double high, int resamples) {
    private static final double TAIL = 0.025;

    public Interval {
        if (!(low <= high) || resamples < 1) {
            throw new IllegalArgumentException("[" + low + ", " + high + "] of " + resamples + " resamples");
        }
    }

    /**
     * Of replicates.
     *
     * @param replicates NaN where a resample had no value
     * @return empty if fewer than half of the resamples had a value: what is left is no sample of the statistic
     */
    public static Optional<Interval> of(double[] replicates) {
        double[] found = Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).toArray();
        if (found.length == 0 || 2 * found.length < replicates.length) {
            return Optional.empty();
        }
        return Optional.of(
                new Interval(Quantiles.quantile(found, TAIL), Quantiles.quantile(found, 1 - TAIL), found.length));
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
