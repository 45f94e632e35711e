package io.plumbline.evaluation.metric;

import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.Interval;
import io.plumbline.statistics.WeightedStatistic;
import java.util.Optional;
import java.util.OptionalDouble;

/** A figure with its replicates, from which intervals of means and differences are made. */
final class Measured {
    private final double value;
    private final double[] replicates;

    private Measured(double value, double[] replicates) {
        this.value = value;
        this.replicates = replicates;
    }

    /** Empty where the rows have no value. Without intervals there are no replicates. */
    static Optional<Measured> of(WeightedStatistic statistic, GroupResampling resampling, boolean intervals) {
        OptionalDouble value = statistic.of(resampling.once());
        return value.isPresent()
                ? Optional.of(
                        new Measured(value.getAsDouble(), intervals ? resampling.replicates(statistic) : new double[0]))
                : Optional.empty();
    }

    static Measured of(double value, double[] replicates) {
        return new Measured(value, replicates);
    }

    double value() {
        return value;
    }

    double[] replicates() {
        return replicates;
    }

    Estimate estimate() {
        return new Estimate(value, replicates.length == 0 ? Optional.empty() : Interval.of(replicates));
    }
}
