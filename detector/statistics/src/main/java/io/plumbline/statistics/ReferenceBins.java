package io.plumbline.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * A reference sample of which only quantiles at equal shares are left, cut into bins that a live sample is held against.
 *
 * <p>A value on a cut counts half to either side, and equal quantiles make one cut with the middle of their shares below it.
 * Signals with few values (counts, the steps of a calibration) need this: their quantiles are equal or lie where no value can,
 * so a rule that gives ties to one side expects a share in bins that stay empty, and sees drift where there is none. For a
 * continuous signal it is the two-sample {@link PopulationStability#index(double[], double[], int)}. Immutable.
 */
public final class ReferenceBins {
    /** The fewest bins that always leave a cut: the run of quantiles that holds the median has a quarter on both sides. */
    private static final int BINS_MIN = 4;

    private final double[] cuts;
    private final double[] shares;

    private ReferenceBins(double[] cuts, double[] shares) {
        this.cuts = cuts;
        this.shares = shares;
    }

    /**
     * Bins that hold at least one {@code bins}-th of the reference each; fewer than {@code bins} where quantiles are equal.
     *
     * @param quantiles from the minimum to the maximum at equal shares, not falling
     * @param bins at least 4, and fewer than there are quantiles
     */
    public static ReferenceBins ofQuantiles(List<Double> quantiles, int bins) {
        int steps = quantiles.size() - 1;
        if (bins < BINS_MIN || bins > steps) {
            throw new IllegalArgumentException(bins + " bins from " + quantiles.size() + " quantiles");
        }
        // adding zero turns -0.0 into 0.0, which the search would tell apart
        double[] q = quantiles.stream().mapToDouble(value -> value + 0.0).toArray();
        Samples.finite(q);
        double[] cuts = new double[steps];
        double[] shares = new double[steps + 1];
        int found = 0;
        // shares are counted in half steps: they stay whole numbers
        int all = 2 * steps;
        int below = 0;
        for (int first = 0, last; first <= steps; first = last + 1) {
            last = first;
            while (last < steps && q[last + 1] == q[first]) {
                last++;
            }
            if (last < steps && q[last + 1] < q[first]) {
                throw new IllegalArgumentException("quantiles fall: " + quantiles);
            }
            int middle = first + last;
            if ((middle - below) * bins >= all && (all - middle) * bins >= all) {
                cuts[found] = q[first];
                shares[found] = (middle - below) / (double) all;
                found++;
                below = middle;
            }
        }
        shares[found] = (all - below) / (double) all;
        return new ReferenceBins(Arrays.copyOf(cuts, found), Arrays.copyOf(shares, found + 1));
    }

    /** Number of bins. */
    public int size() {
        return shares.length;
    }

    /**
     * Population stability index of a live sample: {@code Σ (a - e) ln(a / e)} over the bins. Half a row is added to every
     * bin of both sides, the reference counted as if it had as many rows as the live sample: 0 where the shares are equal, and
     * finite where a bin is empty.
     */
    public double stability(double[] live) {
        Samples.notEmpty(live.length);
        Samples.finite(live);
        double[] actual = counts(live);
        double total = live.length + 0.5 * shares.length;
        double[] expected = new double[shares.length];
        for (int bin = 0; bin < shares.length; bin++) {
            expected[bin] = (shares[bin] * live.length + 0.5) / total;
            actual[bin] = (actual[bin] + 0.5) / total;
        }
        return PopulationStability.divergence(expected, actual);
    }

    private double[] counts(double[] values) {
        double[] counts = new double[shares.length];
        for (double value : values) {
            int found = Arrays.binarySearch(cuts, value + 0.0);
            if (found >= 0) {
                counts[found] += 0.5;
                counts[found + 1] += 0.5;
            } else {
                counts[-found - 1]++;
            }
        }
        return counts;
    }
}
