package io.plumbline.statistics;

import java.util.Arrays;

/** Drift of a distribution. */
public final class PopulationStability {
    private PopulationStability() {}

    /**
     * Population stability index: {@code Σ (a - e) ln(a / e)} over bins cut at the expected sample's quantiles; 0 when equal.
     * Half a row is added to every bin of both samples, so that an empty one stays finite.
     *
     * @param bins number of quantile bins; equal quantiles are merged
     */
    public static double index(double[] expected, double[] actual, int bins) {
        Samples.notEmpty(expected.length);
        Samples.notEmpty(actual.length);
        Samples.finite(actual);
        if (bins < 2) {
            throw new IllegalArgumentException("bins " + bins);
        }
        double[] cuts = new double[bins - 1];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = Quantiles.quantile(expected, (i + 1.0) / bins);
        }
        cuts = Arrays.stream(cuts).distinct().toArray();
        return divergence(shares(expected, cuts), shares(actual, cuts));
    }

    /** {@code Σ (a - e) ln(a / e)}; no share is 0. */
    static double divergence(double[] expected, double[] actual) {
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += (actual[i] - expected[i]) * Math.log(actual[i] / expected[i]);
        }
        return sum;
    }

    private static double[] shares(double[] values, double[] cuts) {
        double[] counts = new double[cuts.length + 1];
        Arrays.fill(counts, 0.5);
        for (double value : values) {
            int found = Arrays.binarySearch(cuts, value);
            counts[found >= 0 ? found + 1 : -found - 1]++;
        }
        double total = values.length + 0.5 * counts.length;
        return Arrays.stream(counts).map(c -> c / total).toArray();
    }
}
