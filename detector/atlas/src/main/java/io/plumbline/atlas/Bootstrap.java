package io.plumbline.atlas;

import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.Interval;
import io.plumbline.statistics.RatioStatistic;
import java.util.Collections;
import java.util.List;

/** Means with intervals by resampling whole groups of probes, rounded to what the file keeps. */
final class Bootstrap {
    private static final double DECIMALS = 1e6;
    private static final String ONE_STRATUM = "probes";

    private final int[] groupOfProbe;
    private final GroupResampling resampling;

    /** @param groups of each probe */
    Bootstrap(List<String> groups, int resamples, long seed) {
        List<String> distinct = groups.stream().distinct().toList();
        groupOfProbe = groups.stream().mapToInt(distinct::indexOf).toArray();
        resampling = GroupResampling.draw(Collections.nCopies(distinct.size(), ONE_STRATUM), resamples, seed);
    }

    /** @param values one for each probe */
    Estimate mean(double[] values) {
        RatioStatistic mean = new RatioStatistic(resampling.groups());
        for (int i = 0; i < values.length; i++) {
            mean.add(groupOfProbe[i], values[i], 1);
        }
        Interval interval = Interval.of(resampling.replicates(mean)).orElseThrow();
        double whole = mean.of(resampling.once()).orElseThrow();
        return new Estimate(rounded(whole), rounded(interval.low()), rounded(interval.high()));
    }

    /** To six decimals; never a negative zero, which JSON does not keep. */
    static double rounded(double value) {
        return Math.rint(value * DECIMALS) / DECIMALS + 0.0;
    }
}
