package io.plumbline.statistics;

import java.util.Arrays;

/** Location and spread. */
public final class Quantiles {
    private Quantiles() {}

    public static double mean(double[] values) {
        Samples.notEmpty(values.length);
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Straight line between the two nearest order statistics (type 7, the default of R and NumPy). */
    public static double quantile(double[] values, double share) {
        Samples.notEmpty(values.length);
        Samples.finite(values);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " is not in [0, 1]");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = share * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }
}
