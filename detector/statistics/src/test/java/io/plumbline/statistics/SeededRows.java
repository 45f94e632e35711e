package io.plumbline.statistics;

import java.util.Arrays;

/**
 * Five hundred rows that a Python script makes just so, for comparison with scikit-learn 1.5.2: three draws {@code a, b, _} of
 * Knuth's MMIX generator per row, the upper 24 bits as a fraction; positive if {@code b < 0.3}; score
 * {@code 0.6 a + 0.25 (if positive) + 0.15 b}, rounded to twentieths for ties. Five rows make a group; group {@code g} weighs
 * {@code 7 g mod 4}.
 */
final class SeededRows {
    private static final int ROWS = 500;
    private static final int ROWS_OF_A_GROUP = 5;

    private final double[] scores = new double[ROWS];
    private final boolean[] labels = new boolean[ROWS];
    private final int[] groups = new int[ROWS];
    private final int[] weights = new int[ROWS / ROWS_OF_A_GROUP];

    private SeededRows() {}

    static SeededRows make(boolean ties) {
        SeededRows rows = new SeededRows();
        long state = 42;
        for (int i = 0; i < ROWS; i++) {
            double[] draws = new double[3];
            for (int d = 0; d < draws.length; d++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                draws[d] = (state >>> 40) / (double) (1 << 24);
            }
            rows.labels[i] = draws[1] < 0.3;
            double score =
                    Math.min(1.0, Math.max(0.0, 0.6 * draws[0] + (rows.labels[i] ? 0.25 : 0.0) + 0.15 * draws[1]));
            rows.scores[i] = ties ? Math.round(score * 20) / 20.0 : score;
            rows.groups[i] = i / ROWS_OF_A_GROUP;
            rows.weights[rows.groups[i]] = rows.groups[i] * 7 % 4;
        }
        return rows;
    }

    double[] scores() {
        return scores;
    }

    boolean[] labels() {
        return labels;
    }

    int[] groups() {
        return groups;
    }

    int[] weights() {
        return weights;
    }

    /** Every group once. */
    int[] once() {
        int[] ones = new int[weights.length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
