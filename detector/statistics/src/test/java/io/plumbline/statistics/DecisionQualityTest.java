package io.plumbline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionQualityTest {
    private static final double EXACT = 1e-12;

    private static boolean[] flagged(double[] scores, double threshold) {
        boolean[] flagged = new boolean[scores.length];
        for (int i = 0; i < flagged.length; i++) {
            flagged[i] = scores[i] >= threshold;
        }
        return flagged;
    }

    @Test
    void decisionsEqualScikitLearn() {
        SeededRows rows = SeededRows.make(false);
        Confusion confusion = Confusion.of(flagged(rows.scores(), 0.55), rows.labels());
        assertThat(confusion).isEqualTo(new Confusion(81, 85, 65, 269));
        assertThat(confusion.f1().getAsDouble()).isCloseTo(0.5192307692307693, within(EXACT));
        assertThat(confusion.precision().getAsDouble()).isCloseTo(0.4879518072289157, within(EXACT));
        assertThat(confusion.recall().getAsDouble()).isCloseTo(0.5547945205479452, within(EXACT));
        assertThat(confusion.balancedAccuracy().getAsDouble()).isCloseTo(0.6573407630988314, within(EXACT));
    }

    @Test
    void priorShiftByHand() {
        // tpr .8, fpr .1: at one in a hundred .008 of .107
        Confusion confusion = new Confusion(8, 9, 2, 81);
        assertThat(confusion.precisionAt(0.01).getAsDouble()).isCloseTo(0.008 / 0.107, within(EXACT));
        assertThat(confusion.precisionAt(0.1).getAsDouble())
                .as("at its own base rate it is the precision")
                .isCloseTo(confusion.precision().getAsDouble(), within(EXACT));
        assertThat(new Confusion(0, 0, 2, 3).precisionAt(0.5)).isEmpty();
        assertThat(new Confusion(1, 0, 2, 0).precisionAt(0.5)).isEmpty();
        assertThatThrownBy(() -> confusion.precisionAt(1)).hasMessageContaining("base rate");
    }

    @Test
    void whatHasNoValueIsEmpty() {
        Confusion none = Confusion.of(new boolean[2], new boolean[2]);
        assertThat(none).isEqualTo(new Confusion(0, 0, 0, 2));
        assertThat(none.precision()).isEmpty();
        assertThat(none.recall()).isEmpty();
        assertThat(none.f1()).isEmpty();
        assertThat(none.balancedAccuracy()).isEmpty();
        assertThat(Confusion.f1OfFlaggingAll(0.5)).isCloseTo(2.0 / 3, within(EXACT));
    }

    @Test
    void calibrationEqualsNumPy() {
        SeededRows rows = SeededRows.make(false);
        BinnedCalibration binned = new BinnedCalibration(rows.scores(), rows.labels(), rows.groups(), 10);
        assertThat(CalibrationQuality.brier(rows.scores(), rows.labels()))
                .isCloseTo(0.18929892938395154, within(EXACT));
        assertThat(binned.of(rows.once()).getAsDouble())
                .isCloseTo(0.18041675702333448, within(EXACT))
                .isCloseTo(
                        CalibrationQuality.expectedCalibrationError(rows.scores(), rows.labels(), 10), within(EXACT));
        assertThat(binned.of(rows.weights()).getAsDouble()).isCloseTo(0.17835679755210876, within(EXACT));
        List<ReliabilityBin> bins = binned.reliability();
        assertThat(bins.stream().mapToInt(ReliabilityBin::rows).sum()).isEqualTo(500);
        double error = bins.stream()
                .mapToDouble(b -> b.rows() * Math.abs(b.meanProbability() - b.positiveShare()) / 500)
                .sum();
        assertThat(error).isCloseTo(0.18041675702333448, within(EXACT));
    }

    @Test
    void aWeightedBrierScoreIsARatio() {
        SeededRows rows = SeededRows.make(true);
        RatioStatistic brier = new RatioStatistic(rows.weights().length);
        for (int i = 0; i < rows.labels().length; i++) {
            double difference = rows.scores()[i] - (rows.labels()[i] ? 1 : 0);
            brier.add(rows.groups()[i], difference * difference, 1);
        }
        assertThat(brier.of(rows.weights()).getAsDouble()).isCloseTo(0.1822, within(EXACT));
        assertThat(new RatioStatistic(1).of(new int[] {1})).isEmpty();
    }

    @Test
    void wilsonEqualsStatsmodels() {
        assertThat(Proportions.wilson(0, 20)[0]).isZero();
        assertThat(Proportions.wilson(0, 20)[1]).isCloseTo(0.1611251580528194, within(EXACT));
        assertThat(Proportions.wilson(7, 20)[0]).isCloseTo(0.18119182410108203, within(EXACT));
        assertThat(Proportions.wilson(7, 20)[1]).isCloseTo(0.5671457233147638, within(EXACT));
        assertThat(Proportions.wilson(20, 20)[0]).isCloseTo(0.8388748419471804, within(EXACT));
        assertThatThrownBy(() -> Proportions.wilson(3, 2)).hasMessageContaining("3 of 2");
    }
}
