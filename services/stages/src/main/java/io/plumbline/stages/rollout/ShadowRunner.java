package io.plumbline.stages.rollout;

import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.DetectStage;
import io.plumbline.stages.Lane;
import io.plumbline.stages.ModelExecutor;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.stages.StageResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets profiles on trial judge what the active one has judged, when the model has nothing better to do.
 *
 * <p>Guarantees. An offer returns at once and never throws. At most one trial is with the executor, in its last lane
 * ({@link Lane#SHADOW}), so that an answer waits at most for the pass that runs when it comes; the others wait here, bounded by
 * number and by tokens, and what has no room is dropped and counted. What a trial throws is counted and logged. Passes are not
 * shared with the active profile: a fault in one must not touch the other. Thread-safe.
 */
public final class ShadowRunner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ShadowRunner.class.getName());

    private final ModelExecutor executor;
    private final Limits limits;
    private final RolloutMetrics metrics;
    private final ExecutorService after = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "plumbline-shadow");
        thread.setDaemon(true);
        return thread;
    });

    /** Guarded by this. */
    private final Deque<Trial> waiting = new ArrayDeque<>();

    /** Guarded by this. */
    private long waitingTokens;

    /** Guarded by this. */
    private boolean inWork;

    /** Guarded by this. */
    private boolean closed;

    /**
     * How much may wait.
     *
     * @param trials answers times profiles
     * @param tokens by the estimate of {@link ReceivedGeneration#estimatedTokens()}, about three bytes of memory each
     */
    public record Limits(int trials, long tokens) {
        public Limits {
            if (trials < 1 || tokens < 1) {
                throw new IllegalArgumentException("trials " + trials + ", tokens " + tokens);
            }
        }
    }

    /**
     * One answer before one profile on trial.
     *
     * @param received the answer
     * @param active what the active profile said
     * @param stage of the profile on trial
     * @param publisher writes the result; may block and may throw
     */
    public record Trial(
            ReceivedGeneration received, VerdictEvent active, DetectStage stage, Consumer<StageResult> publisher) {
        public Trial {
            Objects.requireNonNull(received, "received is null");
            Objects.requireNonNull(active, "active is null");
            Objects.requireNonNull(stage, "stage is null");
            Objects.requireNonNull(publisher, "publisher is null");
        }
    }

    public ShadowRunner(ModelExecutor executor, Limits limits, RolloutMetrics metrics) {
        this.executor = Objects.requireNonNull(executor, "executor is null");
        this.limits = Objects.requireNonNull(limits, "limits is null");
        this.metrics = Objects.requireNonNull(metrics, "metrics is null");
    }

    /** Puts a trial in the queue, or drops it. */
    public void offer(Trial trial) {
        synchronized (this) {
            long tokens = trial.received().estimatedTokens();
            if (closed || waiting.size() >= limits.trials() || waitingTokens + tokens > limits.tokens()) {
                metrics.shadowDropped();
                return;
            }
            waiting.addLast(trial);
            waitingTokens += tokens;
        }
        next();
    }

    private void next() {
        Optional<Trial> taken = take();
        while (taken.isPresent() && !submitted(taken.get())) {
            metrics.shadowDropped();
            taken = again();
        }
    }

    private synchronized Optional<Trial> take() {
        if (inWork || closed) {
            return Optional.empty();
        }
        Optional<Trial> first = Optional.ofNullable(waiting.pollFirst());
        first.ifPresent(trial -> {
            waitingTokens -= trial.received().estimatedTokens();
            inWork = true;
        });
        return first;
    }

    private synchronized Optional<Trial> again() {
        inWork = false;
        return take();
    }

    private boolean submitted(Trial trial) {
        try {
            CompletableFuture<StageResult> judging =
                    executor.submit(Lane.SHADOW, trial.received().estimatedTokens(), () -> trial.stage()
                            .detect(trial.received()));
            CompletableFuture<StageResult> unused =
                    judging.whenCompleteAsync((result, failure) -> ended(trial, result, failure), after);
            return true;
        } catch (PlumblineException full) {
            return false;
        }
    }

    private void ended(Trial trial, @Nullable StageResult result, @Nullable Throwable failure) {
        try {
            if (result == null) {
                LOG.log(System.Logger.Level.DEBUG, "a shadow verdict was not made", failure);
                metrics.shadowDropped();
            } else {
                trial.publisher().accept(result);
                metrics.shadow(trial.active(), result);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a shadow verdict was not published: {0}", String.valueOf(e));
            metrics.shadowUnpublished();
        } finally {
            synchronized (this) {
                inWork = false;
            }
            next();
        }
    }

    /** Drops what waits; nothing is published afterwards. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
            waitingTokens = 0;
        }
        after.shutdown();
    }
}
