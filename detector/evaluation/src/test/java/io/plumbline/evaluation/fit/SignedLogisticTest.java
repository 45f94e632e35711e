package io.plumbline.evaluation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignedLogisticTest {
    private static final int ROWS = 400;

    private static double[] ones(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static boolean[] draw(double[][] rows, double[] truth, SplittableRandom random) {
        boolean[] labels = new boolean[rows.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-SignedLogistic.margin(truth, rows[i])));
        }
        return labels;
    }

    private static double[][] rows(SplittableRandom random, int columns) {
        double[][] rows = new double[ROWS][columns];
        for (double[] row : rows) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextDouble() * 4 - 2;
            }
        }
        return rows;
    }

    @Test
    void theGradientIsZeroWhereTheConstraintIsIdle() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] rows = rows(random, 2);
        boolean[] labels = draw(rows, new double[] {1.5, 0.7, -0.3}, random);
        double[] beta = SignedLogistic.fit(rows, labels, ones(ROWS), 0.5);
        for (int i = 0; i < 3; i++) {
            double gradient = i < 2 ? 0.5 * beta[i] : 0;
            for (int r = 0; r < ROWS; r++) {
                double p = 1 / (1 + Math.exp(-SignedLogistic.margin(beta, rows[r])));
                gradient += (p - (labels[r] ? 1 : 0)) * (i < 2 ? rows[r][i] : 1);
            }
            assertThat(gradient).as("coefficient %d", i).isCloseTo(0, within(1e-5));
        }
        assertThat(beta[0]).isCloseTo(1.5, within(0.4));
        assertThat(beta[1]).isCloseTo(0.7, within(0.4));
    }

    @Test
    void aFeatureTheDataWouldTurnRoundGetsNothing() {
        SplittableRandom random = new SplittableRandom(2);
        double[][] rows = rows(random, 2);
        boolean[] labels = draw(rows, new double[] {1, -1, 0}, random);
        double[] beta = SignedLogistic.fit(rows, labels, ones(ROWS), 0.1);
        assertThat(beta[1]).isZero();
        assertThat(beta[0]).isPositive();
        double[][] first = Arrays.stream(rows).map(r -> new double[] {r[0]}).toArray(double[][]::new);
        assertThat(beta[0]).isCloseTo(SignedLogistic.fit(first, labels, ones(ROWS), 0.1)[0], within(1e-6));
    }

    @Test
    void separableRowsStayFinite() {
        double[][] rows = {{-2}, {-1}, {1}, {2}};
        double[] beta = SignedLogistic.fit(rows, new boolean[] {false, false, true, true}, ones(4), 1e-3);
        assertThat(beta[0]).isFinite().isGreaterThan(1);
        assertThat(beta[1]).isCloseTo(0, within(1e-6));
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatThrownBy(() -> SignedLogistic.fit(new double[][] {{1}}, new boolean[2], ones(1), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
