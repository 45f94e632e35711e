package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.stages.Pace;
import io.plumbline.stages.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When the next event's turn is.
 *
 * <p>With a speed, gaps between events are as logged, divided by it; an event that is earlier than one before it does not wait, and
 * time lost to a slow model is made up for as far as the rate allows. For one thread.
 */
public final class ReplayPace {
    private final Pace rate;
    private final Optional<Double> speed;
    private final LongSupplier nanoTime;
    private final RetryPolicy.Sleeper sleeper;
    private Optional<Instant> firstTime = Optional.empty();
    private long began;

    /**
     * A pace.
     *
     * @param perSecond events in a second at most
     * @param speed how many times faster than logged; without, gaps do not count
     */
    public static ReplayPace of(double perSecond, Optional<Double> speed) {
        return new ReplayPace(Pace.of(perSecond), speed, System::nanoTime, wait -> Thread.sleep(wait.toMillis()));
    }

    /** As fast as the model. */
    public static ReplayPace unlimited() {
        return of(Double.POSITIVE_INFINITY, Optional.empty());
    }

    ReplayPace(Pace rate, Optional<Double> speed, LongSupplier nanoTime, RetryPolicy.Sleeper sleeper) {
        if (speed.filter(factor -> !(factor > 0 && factor <= 1e9)).isPresent()) {
            throw new IllegalArgumentException("speed " + speed.get() + "; needed above 0, at most 1e9");
        }
        this.rate = rate;
        this.speed = speed;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    void await(ReplayItem item) {
        try {
            if (speed.isPresent() && item.time().isPresent()) {
                awaitLogged(item.time().get(), speed.get());
            }
            rate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlumblineException(ErrorCode.BUSY, "interrupted; run again to go on", e);
        }
    }

    private void awaitLogged(Instant time, double factor) throws InterruptedException {
        if (firstTime.isEmpty()) {
            firstTime = Optional.of(time);
            began = nanoTime.getAsLong();
            return;
        }
        double due = Duration.between(firstTime.get(), time).toNanos() / factor;
        long wait = (long) due - (nanoTime.getAsLong() - began);
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
        }
    }
}
