package io.plumbline.loadtests.stream;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * When events come: a Poisson process, its rate higher by a factor within a window, drawn from a seed. The times depend on nothing
 * else, in particular not on how fast the events before were taken (open loop).
 *
 * @param ratePerSecond outside the burst
 * @param burst none for a steady rate
 * @param seed of the gaps
 */
record ArrivalProcess(double ratePerSecond, Optional<Burst> burst, long seed) {
    private static final double NANOS = 1e9;

    /**
     * A window of more.
     *
     * @param from since the first possible arrival
     * @param to since the same
     * @param factor on the rate
     */
    record Burst(Duration from, Duration to, double factor) {
        Burst {
            if (from.isNegative() || to.compareTo(from) <= 0 || !(factor > 0)) {
                throw new IllegalArgumentException("not a burst: " + from + " to " + to + ", factor " + factor);
            }
        }
    }

    ArrivalProcess {
        if (!(ratePerSecond > 0) || ratePerSecond > 100_000) {
            throw new IllegalArgumentException("rate " + ratePerSecond + " events/s is not in (0, 100000]");
        }
    }

    /**
     * Arrivals as nanoseconds since the start, ascending. Gaps of a unit-rate process, mapped through the inverse of the
     * cumulative rate.
     */
    long[] arrivals(Duration length) {
        Random random = new Random(seed);
        double end = cumulative(length.toNanos() / NANOS);
        long[] times = new long[(int) (end + 10 * Math.sqrt(end) + 100)];
        int count = 0;
        for (double at = gap(random); at < end && count < times.length; at += gap(random)) {
            times[count++] = (long) (inverse(at) * NANOS);
        }
        return Arrays.copyOf(times, count);
    }

    private static double gap(Random random) {
        return -Math.log(1 - random.nextDouble());
    }

    /** Expected arrivals until {@code seconds}. */
    private double cumulative(double seconds) {
        return ratePerSecond
                * (seconds
                        + burst.map(b -> (b.factor() - 1) * overlap(b, seconds)).orElse(0.0));
    }

    private static double overlap(Burst burst, double seconds) {
        double from = burst.from().toNanos() / NANOS;
        double to = burst.to().toNanos() / NANOS;
        return Math.max(0, Math.min(seconds, to) - from);
    }

    private double inverse(double arrivals) {
        double plain = arrivals / ratePerSecond;
        if (burst.isEmpty()) {
            return plain;
        }
        double from = burst.get().from().toNanos() / NANOS;
        double to = burst.get().to().toNanos() / NANOS;
        double factor = burst.get().factor();
        if (plain <= from) {
            return plain;
        }
        double inside = from + (plain - from) / factor;
        return inside <= to ? inside : to + (plain - from - (to - from) * factor);
    }

    /** For people. */
    String describe() {
        return "Poisson, " + ratePerSecond + "/s"
                + burst.map(b -> ", " + b.factor() + " times that from "
                                + b.from().toSeconds() + " s to " + b.to().toSeconds() + " s")
                        .orElse("")
                + ", seed " + seed;
    }
}
