package io.plumbline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8, 0.8};
    private static final boolean[] LABELS = {false, false, true, true, false};

    @Test
    void aurocByHandWithTies() {
        // pairs (positive, negative): .35 beats .1; .8 beats .1 and .4, ties .8 -> 3.5 of 6
        assertThat(Ranking.auroc(SCORES, LABELS)).isEqualTo(3.5 / 6);
        assertThat(Ranking.auroc(new double[] {1, 1, 1}, new boolean[] {true, false, true}))
                .isEqualTo(0.5);
        assertThat(Ranking.auroc(new double[] {0.0, -0.0}, new boolean[] {true, false}))
                .isEqualTo(0.5);
    }

    @Test
    void aurocEqualsMannWhitney() {
        SplittableRandom random = new SplittableRandom(7);
        double[] scores = random.doubles(200).map(d -> Math.round(d * 20)).toArray();
        boolean[] labels = new boolean[200];
        IntStream.range(0, 200).forEach(i -> labels[i] = random.nextInt(3) == 0);
        double[] positives = IntStream.range(0, 200)
                .filter(i -> labels[i])
                .mapToDouble(i -> scores[i])
                .toArray();
        double[] negatives = IntStream.range(0, 200)
                .filter(i -> !labels[i])
                .mapToDouble(i -> scores[i])
                .toArray();
        // hipparchus does not say which of the two U statistics it gives; they lie symmetric about one half
        double u = new MannWhitneyUTest().mannWhitneyU(positives, negatives) / (positives.length * negatives.length);
        assertThat(Math.abs(Ranking.auroc(scores, labels) - 0.5)).isCloseTo(Math.abs(u - 0.5), within(1e-12));
    }

    @Test
    void averagePrecisionByHand() {
        // thresholds .8: 1 of 2, recall 1/2; .35: 2 of 4, recall 1
        assertThat(Ranking.averagePrecision(SCORES, LABELS)).isCloseTo(0.5 * 0.5 + 0.5 * 0.5, within(1e-15));
    }

    @Test
    void oneClassHasNoRanking() {
        assertThatThrownBy(() -> Ranking.auroc(new double[] {1, 2}, new boolean[] {true, true}))
                .hasMessageContaining("both classes");
    }

    @Test
    void pearsonAndQuantilesEqualHipparchus() {
        double[] x = new SplittableRandom(1).doubles(51).toArray();
        double[] y = new SplittableRandom(2).doubles(51).toArray();
        assertThat(Correlation.pearson(x, y)).isCloseTo(new PearsonsCorrelation().correlation(x, y), within(1e-12));
        Percentile type7 = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        for (double share : new double[] {0.01, 0.25, 0.333, 0.5, 0.99}) {
            assertThat(Quantiles.quantile(x, share)).isCloseTo(type7.evaluate(x, share * 100), within(1e-12));
        }
        assertThat(Quantiles.quantile(new double[] {3}, 1)).isEqualTo(3);
        assertThatThrownBy(() -> Correlation.pearson(new double[] {1, 1}, new double[] {1, 2}))
                .hasMessageContaining("constant");
    }

    @Test
    void spearmanEqualsHipparchusAndSharesTies() {
        double[] x = new SplittableRandom(1).doubles(51).toArray();
        double[] y = new SplittableRandom(2).doubles(51).toArray();
        assertThat(Correlation.spearman(x, y)).isCloseTo(new SpearmansCorrelation().correlation(x, y), within(1e-12));
        // ranks 1.5, 1.5, 3, 4 and 1, 2, 3, 4
        assertThat(Correlation.spearman(new double[] {0, 0, 5, 9}, new double[] {1, 2, 3, 4}))
                .isCloseTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
        assertThatThrownBy(() -> Correlation.spearman(new double[] {0, 0}, new double[] {1, 2}))
                .hasMessageContaining("constant");
    }

    @Test
    void aRobustScaleIgnoresOutliersAndSurvivesConstants() {
        RobustScale scale = RobustScale.fit(new double[] {1, 2, 3, 4, 1000});
        assertThat(scale).isEqualTo(new RobustScale(3, 2));
        assertThat(scale.apply(5)).isEqualTo(1);
        assertThat(RobustScale.fit(new double[] {2, 2})).isEqualTo(new RobustScale(2, 1));
        assertThat(RobustScale.fit(new double[] {0, 0, 0, 0, 10}).scale()).isEqualTo(4);
    }

    @Test
    void calibrationByHand() {
        double[] p = {0.1, 0.9, 0.6, 1};
        boolean[] y = {false, true, false, true};
        assertThat(CalibrationQuality.brier(p, y)).isCloseTo((0.01 + 0.01 + 0.36) / 4, within(1e-15));
        // bins [0,.5) and [.5,1]: |.1 - 0| and |2.5 - 2|
        assertThat(CalibrationQuality.expectedCalibrationError(p, y, 2)).isCloseTo(0.6 / 4, within(1e-15));
    }

    @Test
    void mcNemarByHand() {
        boolean[] first = {true, true, true, true, true, false};
        boolean[] second = {false, false, false, false, true, true};
        // 4 against 1: 2 * (1 + 5) / 32
        assertThat(McNemar.test(first, second)).isEqualTo(new McNemar(4, 1, 0.375));
        assertThat(McNemar.test(first, first).pValue()).isEqualTo(1);
    }

    @Test
    void stabilityIsZeroForEqualSamplesAndGrowsWithShift() {
        double[] base = new SplittableRandom(3).doubles(1000).toArray();
        double[] shifted =
                IntStream.range(0, 1000).mapToDouble(i -> base[i] + 0.3).toArray();
        assertThat(PopulationStability.index(base, base, 10)).isEqualTo(0);
        assertThat(PopulationStability.index(base, shifted, 10)).isGreaterThan(0.25);
        // expected 2+2, actual 1+3 with half a row each: shares .5/.5 and .3/.7
        assertThat(PopulationStability.index(new double[] {1, 2, 3, 4}, new double[] {1, 3, 3, 4}, 2))
                .isCloseTo(-0.2 * Math.log(0.6) + 0.2 * Math.log(1.4), within(1e-12));
    }

    @Test
    void groupsAreResampledWhole() {
        List<String> groups = List.of("a", "a", "b", "b", "c");
        GroupBootstrap first = GroupBootstrap.interval(groups, StatisticsTest::pairsStayTogether, 500, 11);
        assertThat(first).isEqualTo(GroupBootstrap.interval(groups, StatisticsTest::pairsStayTogether, 500, 11));
        assertThat(first.resamples()).isEqualTo(500);
        assertThat(first.low()).isEqualTo(1);
        GroupBootstrap wide = GroupBootstrap.interval(
                groups, rows -> OptionalDouble.of(IntStream.of(rows).average().orElseThrow()), 500, 11);
        assertThat(wide.low()).isLessThan(1.5);
        assertThat(wide.high()).isGreaterThan(2.5);
    }

    /** 1 if rows 0 and 1 occur equally often, and rows 2 and 3. */
    private static OptionalDouble pairsStayTogether(int[] rows) {
        long[] counts = new long[5];
        IntStream.of(rows).forEach(r -> counts[r]++);
        return OptionalDouble.of(counts[0] == counts[1] && counts[2] == counts[3] ? 1 : 0);
    }
}
