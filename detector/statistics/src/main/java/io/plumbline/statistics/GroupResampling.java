package io.plumbline.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Bootstrap resamples of whole groups (documents), drawn once and used for every statistic of a report: rows of one document
 * are not independent, and statistics of the same resample are paired, so that their differences have honest intervals.
 *
 * <p>Groups are drawn with replacement within their stratum (data set). A stratum's draws depend on the seed, its name and
 * its number of groups, and on no other stratum: what stands beside a data set does not move its intervals. Immutable.
 */
public final class GroupResampling {
    private static final int MAX_RESAMPLES = 100_000;
    /** Weights kept in memory: 400 MB. */
    private static final long MAX_WEIGHTS = 100_000_000;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final int groups;
    private final int[][] weights;

    private GroupResampling(int groups, int[][] weights) {
        this.groups = groups;
        this.weights = weights;
    }

    /**
     * Draws the resamples.
     *
     * @param stratumOfGroup the stratum's name of each group; groups are numbered by their place
     * @param resamples how many, 1 to 100,000
     */
    public static GroupResampling draw(List<String> stratumOfGroup, int resamples, long seed) {
        int groups = stratumOfGroup.size();
        Samples.notEmpty(groups);
        if (resamples < 1 || resamples > MAX_RESAMPLES || (long) resamples * groups > MAX_WEIGHTS) {
            throw new IllegalArgumentException(resamples + " resamples of " + groups + " groups; at most "
                    + MAX_RESAMPLES + ", and " + MAX_WEIGHTS + " weights in all");
        }
        Map<String, List<Integer>> strata = new LinkedHashMap<>();
        for (int g = 0; g < groups; g++) {
            strata.computeIfAbsent(stratumOfGroup.get(g), s -> new ArrayList<>())
                    .add(g);
        }
        int[][] weights = new int[resamples][groups];
        strata.forEach((name, members) -> {
            SplittableRandom random = new SplittableRandom(seed + GOLDEN_GAMMA * name.hashCode());
            for (int[] resample : weights) {
                for (int draw = 0; draw < members.size(); draw++) {
                    resample[members.get(random.nextInt(members.size()))]++;
                }
            }
        });
        return new GroupResampling(groups, weights);
    }

    /** Number of groups. */
    public int groups() {
        return groups;
    }

    /** Number of resamples. */
    public int size() {
        return weights.length;
    }

    /** Weights that count each group once: the sample itself. */
    public int[] once() {
        int[] ones = new int[groups];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The statistic of each resample, in order; NaN where it has no value. */
    public double[] replicates(WeightedStatistic statistic) {
        double[] values = new double[weights.length];
        for (int r = 0; r < values.length; r++) {
            OptionalDouble value = statistic.of(weights[r]);
            values[r] = value.orElse(Double.NaN);
        }
        return values;
    }
}
