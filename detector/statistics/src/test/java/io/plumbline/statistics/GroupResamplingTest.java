package io.plumbline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupResamplingTest {
    private static final List<String> TWO_STRATA = List.of("a", "b", "a", "b", "b");

    @Test
    void eachStratumKeepsItsSize() {
        GroupResampling drawn = GroupResampling.draw(TWO_STRATA, 200, 1);
        double[] ofA = drawn.replicates(w -> OptionalDouble.of(w[0] + w[2]));
        double[] ofB = drawn.replicates(w -> OptionalDouble.of(w[1] + w[3] + w[4]));
        assertThat(ofA).containsOnly(2);
        assertThat(ofB).containsOnly(3);
        assertThat(drawn.replicates(w -> OptionalDouble.of(w[0]))).contains(0, 1, 2);
        assertThat(drawn.once()).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void aStratumIsDrawnAlikeWhateverStandsBesideIt() {
        WeightedStatistic first = w -> OptionalDouble.of(w[0] * 10 + w[1]);
        double[] alone = GroupResampling.draw(List.of("a", "a"), 50, 7).replicates(first);
        double[] beside = GroupResampling.draw(List.of("a", "a", "b"), 50, 7).replicates(first);
        assertThat(beside).isEqualTo(alone);
        assertThat(GroupResampling.draw(List.of("a", "a"), 50, 8).replicates(first))
                .isNotEqualTo(alone);
    }

    @Test
    void theIntervalOfAMeanIsAboutItsStandardError() {
        int groups = 400;
        double[] values = new SplittableRandom(3).doubles(groups).toArray();
        RatioStatistic mean = new RatioStatistic(groups);
        IntStream.range(0, groups).forEach(g -> mean.add(g, values[g], 1));
        GroupResampling drawn = GroupResampling.draw(Collections.nCopies(groups, "set"), 4000, 5);
        Interval interval = Interval.of(drawn.replicates(mean)).orElseThrow();
        double center = Quantiles.mean(values);
        double variance =
                Arrays.stream(values).map(v -> (v - center) * (v - center)).sum() / groups;
        double half = 1.96 * Math.sqrt(variance / groups);
        assertThat(mean.of(drawn.once()).getAsDouble()).isCloseTo(center, within(1e-12));
        // the percentiles of 4,000 resamples move by a few percent of the half width
        assertThat(interval.low()).isCloseTo(center - half, within(half * 0.1));
        assertThat(interval.high()).isCloseTo(center + half, within(half * 0.1));
    }

    @Test
    void anIntervalNeedsHalfOfTheResamples() {
        assertThat(Interval.of(new double[] {Double.NaN, Double.NaN, 1})).isEmpty();
        assertThat(Interval.of(new double[] {Double.NaN, 2, 1})).contains(new Interval(1.025, 1.975, 2));
        assertThat(Interval.of(new double[0])).isEmpty();
    }

    @Test
    void aDifferenceByHand() {
        double[] first = {0.8, 0.7, 0.9, 0.6};
        double[] second = {0.7, 0.7, 0.6, 0.7};
        // differences .1, 0, .3, -.1: two at most zero, three at least zero
        PairedDifference difference =
                PairedDifference.of(0.75, 0.65, first, second).orElseThrow();
        assertThat(difference.difference()).isCloseTo(0.1, within(1e-12));
        assertThat(difference.pValue()).isEqualTo(1, within(1e-12));
        assertThat(difference.excludesZero()).isFalse();
        double[] better = new double[99];
        double[] worse = new double[99];
        Arrays.fill(better, 0.2);
        PairedDifference clear = PairedDifference.of(0.2, 0, better, worse).orElseThrow();
        assertThat(clear.pValue()).isCloseTo(2.0 / 100, within(1e-12));
        assertThat(clear.excludesZero()).isTrue();
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> GroupResampling.draw(TWO_STRATA, 0, 1)).hasMessageContaining("0 resamples");
        assertThatThrownBy(() -> GroupResampling.draw(Collections.nCopies(2000, "a"), 100_000, 1))
                .hasMessageContaining("weights in all");
        assertThatThrownBy(() -> GroupResampling.draw(List.of(), 10, 1)).hasMessageContaining("no values");
    }
}
