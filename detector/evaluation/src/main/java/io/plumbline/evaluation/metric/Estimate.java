package io.plumbline.evaluation.metric;

import io.plumbline.statistics.Interval;
import java.util.Objects;
import java.util.Optional;

/**
 * A figure.
 *
 * @param value on the rows themselves
 * @param interval 95 % bootstrap interval by document; empty where there are too few documents for one
 */
public record Estimate(double value, Optional<Interval> interval) {
    public Estimate {
        Objects.requireNonNull(interval, "interval is null");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("an estimate must be finite and is " + value);
        }
    }
}
