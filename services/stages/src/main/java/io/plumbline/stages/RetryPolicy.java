package io.plumbline.stages;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a retriable failure is tried again, and how long to wait before.
 *
 * @param attempts in all, 1 or more
 * @param firstBackOff before the second attempt
 * @param factor each further wait is so many times longer
 * @param longestBackOff upper limit of a wait
 */
public record RetryPolicy(int attempts, Duration firstBackOff, int factor, Duration longestBackOff) {
    /** Three attempts, 200 ms and 800 ms apart: enough for a hiccup, short enough not to hold up the queue. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, Duration.ofMillis(200), 4, Duration.ofSeconds(2));

    /** No second attempt. */
    public static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO);

    /** How to wait; a test hands in one that does not. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration wait) throws InterruptedException;
    }

    public RetryPolicy {
        Objects.requireNonNull(firstBackOff, "firstBackOff is null");
        Objects.requireNonNull(longestBackOff, "longestBackOff is null");
        if (attempts < 1 || factor < 1 || firstBackOff.isNegative() || longestBackOff.isNegative()) {
            throw new IllegalArgumentException("attempts " + attempts + ", factor " + factor + ", back-off "
                    + firstBackOff + " to " + longestBackOff);
        }
    }

    /** The wait after attempt {@code attempt}, counted from 1. */
    public Duration backOffAfter(int attempt) {
        Duration wait = firstBackOff;
        for (int i = 1; i < attempt && wait.compareTo(longestBackOff) < 0; i++) {
            wait = wait.multipliedBy(factor);
        }
        return wait.compareTo(longestBackOff) > 0 ? longestBackOff : wait;
    }
}
