package io.plumbline.evaluation.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.scoring.profile.Calibration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationFitterTest {
    @Test
    void neighboursThatFallArePooled() {
        Calibration.Isotonic fitted = CalibrationFitter.isotonic(
                new double[] {1, 2, 3, 4, 5}, new boolean[] {false, true, false, true, true});
        // 2 and 3 pool to a half; 4 and 5 tie at one
        assertThat(fitted.points())
                .containsExactly(
                        new Calibration.Point(1, 0), new Calibration.Point(2.5, 0.5), new Calibration.Point(4.5, 1));
    }

    @Test
    void tiedScoresShareAProbability() {
        Calibration.Isotonic fitted =
                CalibrationFitter.isotonic(new double[] {1, 1, 1, 2}, new boolean[] {true, false, false, true});
        assertThat(fitted.points()).hasSize(2);
        assertThat(fitted.probability(1)).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void aCurveIsChosenByWhatFitsRowsLeftOut() {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores = new double[900];
        boolean[] labels = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextDouble() * 6 - 3;
            // a step, which no logistic curve follows
            labels[i] = random.nextDouble() < (scores[i] > 1 ? 0.9 : 0.3);
        }
        assertThat(CalibrationFitter.choose(scores, labels)).isInstanceOf(Calibration.Isotonic.class);
        for (int i = 0; i < scores.length; i++) {
            labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-2 * scores[i] + 1));
        }
        Calibration curve = CalibrationFitter.choose(scores, labels);
        assertThat(curve).isInstanceOfSatisfying(Calibration.Logistic.class, platt -> {
            assertThat(platt.slope()).isCloseTo(2, within(0.4));
            assertThat(platt.intercept()).isCloseTo(-1, within(0.4));
        });
    }

    @Test
    void thresholdsFollowTheirObjective() {
        double[] p = {0.1, 0.2, 0.6, 0.7, 0.8, 0.9};
        boolean[] labels = {false, false, true, false, true, true};
        assertThat(ThresholdObjective.BALANCED.choose(p, labels)).isCloseTo(0.4, within(1e-12));
        assertThat(ThresholdObjective.parse("f1").choose(p, labels)).isCloseTo(0.4, within(1e-12));
        assertThat(ThresholdObjective.parse("precision=1").choose(p, labels)).isCloseTo(0.75, within(1e-12));
        boolean[] hopeless = {true, false, false, false, false, false};
        assertThatThrownBy(() -> ThresholdObjective.parse("precision=0.9").choose(p, hopeless))
                .isInstanceOf(UnfitException.class)
                .hasMessageContaining("0.9");
        assertThatThrownBy(() -> ThresholdObjective.parse("recall")).hasMessageContaining("balanced");
    }
}
