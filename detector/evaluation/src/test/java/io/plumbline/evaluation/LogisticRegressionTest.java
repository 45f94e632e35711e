package io.plumbline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LogisticRegressionTest {
    @Test
    void recoversTheCoefficientsItWasDrawnFrom() {
        Random random = new Random(7);
        int n = 20_000;
        double[][] rows = new double[n][];
        boolean[] labels = new boolean[n];
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        double[] truth = {1.5, -0.5, 0.25};
        for (int i = 0; i < n; i++) {
            rows[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            labels[i] = random.nextDouble() < LogisticRegression.probability(truth, rows[i]);
        }
        double[] beta = LogisticRegression.fit(rows, labels, weights, 0);
        for (int i = 0; i < truth.length; i++) {
            // three standard errors of about 0.02 at this size
            assertThat(beta[i]).isCloseTo(truth[i], within(0.07));
        }
    }

    @Test
    void separableRowsStayFiniteUnderAPenalty() {
        double[][] rows = {{-1}, {-2}, {1}, {2}};
        double[] beta =
                LogisticRegression.fit(rows, new boolean[] {false, false, true, true}, new double[] {1, 1, 1, 1}, 0.1);
        assertThat(beta[0]).isPositive().isFinite();
    }
}
