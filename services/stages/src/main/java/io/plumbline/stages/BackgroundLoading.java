package io.plumbline.stages;

import io.plumbline.model.PlumblineException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Brings up in the background what takes seconds to minutes, so that a service answers probes meanwhile. A failure whose code is
 * retriable is tried again every {@value #RELOAD_AFTER_SECONDS} seconds until {@link #stop}; any other is final.
 *
 * @param <T> what is brought up
 */
public final class BackgroundLoading<T> {
    private static final System.Logger LOG = System.getLogger(BackgroundLoading.class.getName());
    private static final int RELOAD_AFTER_SECONDS = 15;

    private final String name;
    private final Supplier<T> loader;
    private final Function<T, String> description;
    private final CompletableFuture<T> loaded = new CompletableFuture<>();
    private volatile LoadState state = new LoadState(LoadState.Phase.LOADING, "the model is being loaded");
    private volatile Optional<Thread> thread = Optional.empty();

    /**
     * Loads nothing yet.
     *
     * @param name of the thread
     * @param loader called on that thread, again after a retriable failure
     * @param description what is ready, for a person
     */
    public BackgroundLoading(String name, Supplier<T> loader, Function<T, String> description) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.loader = Objects.requireNonNull(loader, "loader is null");
        this.description = Objects.requireNonNull(description, "description is null");
    }

    public void start() {
        Thread started = new Thread(this::load, name);
        started.setDaemon(true);
        thread = Optional.of(started);
        started.start();
    }

    /**
     * Ends the attempts.
     *
     * @param failure what those learn who wait
     */
    public void stop(PlumblineException failure) {
        state = new LoadState(LoadState.Phase.STOPPED, String.valueOf(failure.getMessage()));
        thread.ifPresent(Thread::interrupt);
        loaded.completeExceptionally(failure);
    }

    public LoadState state() {
        return state;
    }

    public boolean isReady() {
        return state.phase() == LoadState.Phase.READY;
    }

    /** Completes once it is there; fails when it is stopped before. A copy: completing it changes nothing here. */
    public CompletableFuture<T> loaded() {
        return loaded.copy();
    }

    private void load() {
        while (state.phase() != LoadState.Phase.STOPPED) {
            try {
                long began = System.nanoTime();
                T ready = loader.get();
                if (!loaded.complete(ready)) {
                    return;
                }
                state = new LoadState(LoadState.Phase.READY, description.apply(ready));
                LOG.log(
                        System.Logger.Level.INFO,
                        "ready after " + (System.nanoTime() - began) / 1_000_000 + " ms: " + state.detail());
                return;
            } catch (RuntimeException | LinkageError e) {
                if (!failed(e)) {
                    return;
                }
            }
        }
    }

    /** Notes the failure; waits and says whether to try again. */
    private boolean failed(Throwable e) {
        if (state.phase() == LoadState.Phase.STOPPED) {
            return false;
        }
        boolean again = e instanceof PlumblineException known && known.code().retriable();
        String detail = e instanceof PlumblineException known
                ? known.code() + ": " + known.getMessage()
                : "the model could not be loaded, see the log";
        state = new LoadState(LoadState.Phase.FAILED, detail);
        LOG.log(
                System.Logger.Level.ERROR,
                "the model could not be loaded" + (again ? "; another attempt follows" : ""),
                e);
        try {
            Thread.sleep(again ? Duration.ofSeconds(RELOAD_AFTER_SECONDS).toMillis() : 0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
        return again;
    }
}
