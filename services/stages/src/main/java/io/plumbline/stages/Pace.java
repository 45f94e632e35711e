package io.plumbline.stages;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Spreads work evenly over time: at most so many in a second, without bursts. What was missed while the work itself was slow is
 * not made up for. For one thread.
 */
public final class Pace {
    private static final double MOST_PER_SECOND = 1_000_000;
    private static final double NANOS = 1e9;

    private final long nanosBetween;
    private final LongSupplier nanoTime;
    private final RetryPolicy.Sleeper sleeper;
    private boolean started;
    private long next;

    /** @param perSecond above 0; {@link Double#POSITIVE_INFINITY} does not wait */
    public static Pace of(double perSecond) {
        return new Pace(
                perSecond, System::nanoTime, wait -> Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000));
    }

    Pace(double perSecond, LongSupplier nanoTime, RetryPolicy.Sleeper sleeper) {
        if (!(perSecond > 0) || (perSecond > MOST_PER_SECOND && perSecond != Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rate " + perSecond + " in a second; needed above 0, at most 1000000");
        }
        this.nanosBetween = (long) (NANOS / perSecond);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper is null");
    }

    /** Waits for the next turn. */
    public void await() throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (started && next - now > 0) {
            sleeper.sleep(Duration.ofNanos(next - now));
            now = Math.max(next, nanoTime.getAsLong());
        }
        started = true;
        next = now + nanosBetween;
    }
}
