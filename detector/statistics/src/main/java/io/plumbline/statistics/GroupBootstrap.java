package io.plumbline.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Resampling of whole groups (documents): rows of one document are not independent, and resampling rows would make
 * intervals too narrow. Equal seeds give equal intervals.
 *
 * @param low of a 95 % interval the 2.5th percentile of the statistic
 * @param high of a 95 % interval the 97.5th percentile
 * @param resamples resamples that had a value; others (one class only) are left out
 */
public record GroupBootstrap(double low, double high, int resamples) {
    /** Percentile interval that holds 95 %; else as the other. */
    public static GroupBootstrap interval(
            List<String> groups, Function<int[], OptionalDouble> statistic, int resamples, long seed) {
        return interval(groups, statistic, resamples, seed, 0.95);
    }

    /**
     * Percentile interval of a statistic.
     *
     * @param groups group of each row
     * @param statistic of row indices, which repeat; empty where it has no value
     * @param resamples number of resamples, 1 to 100,000
     * @param level share of the resamples between the bounds, in (0, 1); with 0.9 each bound is a one-sided 95 % one
     * @throws IllegalArgumentException if no resample has a value
     */
    public static GroupBootstrap interval(
            List<String> groups, Function<int[], OptionalDouble> statistic, int resamples, long seed, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level " + level);
        }
        Samples.notEmpty(groups.size());
        if (resamples < 1 || resamples > 100_000) {
            throw new IllegalArgumentException("resamples " + resamples);
        }
        Map<String, List<Integer>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            byGroup.computeIfAbsent(groups.get(i), g -> new ArrayList<>()).add(i);
        }
        List<int[]> rows = byGroup.values().stream()
                .map(g -> g.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        int count = 0;
        for (int r = 0; r < resamples; r++) {
            int[][] drawn = new int[rows.size()][];
            for (int g = 0; g < drawn.length; g++) {
                drawn[g] = rows.get(random.nextInt(drawn.length));
            }
            OptionalDouble value = statistic.apply(
                    Arrays.stream(drawn).flatMapToInt(Arrays::stream).toArray());
            if (value.isPresent()) {
                values[count++] = value.getAsDouble();
            }
        }
        double[] found = Arrays.copyOf(values, count);
        double tail = (1 - level) / 2;
        return new GroupBootstrap(Quantiles.quantile(found, tail), Quantiles.quantile(found, 1 - tail), count);
    }
}
