package io.plumbline.model.testkit;

import io.plumbline.model.FloatMatrix;

/**
 * How far two values may lie apart: {@code |actual - expected| <= absolute + relative * |expected|}. NaN equals NaN
 * only.
 *
 * @param absolute in the unit of the values
 * @param relative share of the expected value
 */
public record Tolerances(double absolute, double relative) {
    public Tolerances {
        if (!(absolute >= 0) || !(relative >= 0)) {
            throw new IllegalArgumentException("absolute " + absolute + ", relative " + relative);
        }
    }

    /** Fails with the worst cell and the number of cells out of tolerance. */
    public static void assertClose(FloatMatrix actual, FloatMatrix expected, double absolute, double relative) {
        new Tolerances(absolute, relative).assertClose("matrix", actual, expected);
    }

    /**
     * Fails with the worst cell and the number of cells out of tolerance.
     *
     * @param what named in the message
     */
    public void assertClose(String what, FloatMatrix actual, FloatMatrix expected) {
        if (actual.rows() != expected.rows() || actual.columns() != expected.columns()) {
            throw new AssertionError(what + ": " + actual + ", expected " + expected);
        }
        int outside = 0;
        double worst = -1;
        int worstRow = 0;
        int worstColumn = 0;
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                double excess = excess(actual.at(r, c), expected.at(r, c));
                if (excess > 1) {
                    outside++;
                }
                if (excess > worst) {
                    worst = excess;
                    worstRow = r;
                    worstColumn = c;
                }
            }
        }
        if (outside > 0) {
            throw new AssertionError(
                    "%s: %d of %d cells outside %s; worst [%d, %d]: %.9g, expected %.9g (difference %.3g)"
                            .formatted(
                                    what,
                                    outside,
                                    expected.rows() * expected.columns(),
                                    this,
                                    worstRow,
                                    worstColumn,
                                    actual.at(worstRow, worstColumn),
                                    expected.at(worstRow, worstColumn),
                                    (double) actual.at(worstRow, worstColumn) - expected.at(worstRow, worstColumn)));
        }
    }

    /** The largest absolute difference of two matrices of one shape; NaN against a number counts as infinite. */
    public static double largestDifference(FloatMatrix actual, FloatMatrix expected) {
        double largest = 0;
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                double difference = difference(actual.at(r, c), expected.at(r, c));
                largest = Math.max(largest, difference);
            }
        }
        return largest;
    }

    /** The difference in units of what is allowed. */
    private double excess(float actual, float expected) {
        double difference = difference(actual, expected);
        return difference == 0 ? 0 : difference / (absolute + relative * Math.abs(expected));
    }

    private static double difference(float actual, float expected) {
        if (Float.compare(actual, expected) == 0) {
            return 0;
        }
        double difference = Math.abs((double) actual - expected);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
}
