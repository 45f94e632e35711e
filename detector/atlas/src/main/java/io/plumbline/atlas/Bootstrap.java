package io.plumbline.atlas;

import io.plumbline.statistics.GroupBootstrap;
import java.util.List;
import java.util.OptionalDouble;

/** Means with intervals, rounded to what the file keeps. */
final class Bootstrap {
    private static final double DECIMALS = 1e6;

    private final List<String> groups;
    private final int resamples;
    private final long seed;

    /** @param groups of each probe; whole groups are resampled */
    Bootstrap(List<String> groups, int resamples, long seed) {
        this.groups = List.copyOf(groups);
        this.resamples = resamples;
        this.seed = seed;
    }

    Estimate mean(double[] values) {
        GroupBootstrap interval =
                GroupBootstrap.interval(groups, drawn -> OptionalDouble.of(mean(values, drawn)), resamples, seed);
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return new Estimate(rounded(sum / values.length), rounded(interval.low()), rounded(interval.high()));
    }

    private static double mean(double[] values, int[] drawn) {
        double sum = 0;
        for (int i : drawn) {
            sum += values[i];
        }
        return sum / drawn.length;
    }

    /** To six decimals; never a negative zero, which JSON does not keep. */
    static double rounded(double value) {
        return Math.rint(value * DECIMALS) / DECIMALS + 0.0;
    }
}
