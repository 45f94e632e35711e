package io.plumbline.statistics;

import java.util.Optional;

/**
 * How far two statistics of the same rows are apart.
 *
 * @param difference first minus second, on the sample itself
 * @param interval 95 % percentile interval of the difference over the paired resamples
 * @param pValue two-sided bootstrap p: twice the smaller share of resamples on the other side of zero, one added to both
 *     counts (it is never 0), at most 1. Not corrected for how many differences were looked at
 */
public record PairedDifference(double difference, Interval interval, double pValue) {
    /**
     * Of replicates over the same resamples.
     *
     * @return empty if too few resamples gave both a value; see {@link Interval#of}
     */
    public static Optional<PairedDifference> of(
            double first, double second, double[] firstReplicates, double[] secondReplicates) {
        Samples.sameLength(firstReplicates.length, secondReplicates.length);
        double[] differences = new double[firstReplicates.length];
        int atMostZero = 0;
        int atLeastZero = 0;
        for (int r = 0; r < differences.length; r++) {
            differences[r] = firstReplicates[r] - secondReplicates[r];
            atMostZero += differences[r] <= 0 ? 1 : 0;
            atLeastZero += differences[r] >= 0 ? 1 : 0;
        }
        int smaller = Math.min(atMostZero, atLeastZero);
        return Interval.of(differences)
                .map(interval -> new PairedDifference(
                        first - second, interval, Math.min(1, 2 * (smaller + 1.0) / (interval.resamples() + 1.0))));
    }

    /** Whether the interval leaves zero out. */
    public boolean excludesZero() {
        return !interval.contains(0);
    }
}
