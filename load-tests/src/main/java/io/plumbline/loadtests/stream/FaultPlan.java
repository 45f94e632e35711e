package io.plumbline.loadtests.stream;

import java.time.Duration;

/**
 * When a fault happens.
 *
 * @param fault what
 * @param from since the start of the run
 * @param length how long
 */
record FaultPlan(Fault fault, Duration from, Duration length) {
    FaultPlan {
        if (from.isNegative() || length.isNegative()) {
            throw new IllegalArgumentException("from " + from + ", length " + length);
        }
    }
}
