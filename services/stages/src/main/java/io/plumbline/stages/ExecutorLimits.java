package io.plumbline.stages;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link ModelExecutor} may hold.
 *
 * @param streamItems stream items that may wait, and as many background items
 * @param syncItems synchronous requests that may wait
 * @param queuedTokens tokens, by the submitters' estimates, that may wait in a lane and those that go before it;
 *     what goes later takes no room
 * @param batchTokens tokens handed to the worker at once; a single larger item is still a batch
 * @param drainTimeout how long {@link ModelExecutor#close()} lets the item in progress finish
 */
public record ExecutorLimits(
        int streamItems, int syncItems, long queuedTokens, long batchTokens, Duration drainTimeout) {
    /** 64 stream items, 16 synchronous requests, 256 Ki tokens waiting, batches of 4 Ki tokens, 20 s to finish. */
    public static final ExecutorLimits DEFAULT =
            new ExecutorLimits(64, 16, 256 * 1024, 4 * 1024, Duration.ofSeconds(20));

    public ExecutorLimits {
        Objects.requireNonNull(drainTimeout, "drainTimeout is null");
        if (streamItems < 1 || syncItems < 1 || queuedTokens < 1 || batchTokens < 1 || drainTimeout.isNegative()) {
            throw new IllegalArgumentException("limits must be positive: streamItems " + streamItems + ", syncItems "
                    + syncItems + ", queuedTokens " + queuedTokens + ", batchTokens " + batchTokens + ", drainTimeout "
                    + drainTimeout);
        }
    }
}
