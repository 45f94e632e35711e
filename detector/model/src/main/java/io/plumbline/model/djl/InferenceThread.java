package io.plumbline.model.djl;

import ai.djl.engine.EngineException;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The one thread on which a model runs: libtorch keeps its thread count, gradient mode and executor options per thread.
 * Calls queue up and run in turn; each caller waits, so the queue is as long as there are callers.
 */
final class InferenceThread implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ExecutorService executor;

    /** Starts the thread with {@code threads} threads inside an operation. */
    InferenceThread(int threads) {
        String name = "plumbline-model-" + COUNT.incrementAndGet();
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        call(() -> {
            TorchScript.configureThread(threads);
            return true;
        });
    }

    /**
     * Runs {@code task} on the thread and waits for it, through interrupts: a pass cannot be stopped half-way.
     *
     * @throws PlumblineException for failures of the engine
     */
    <T> T call(Supplier<T> task) {
        Future<T> future;
        try {
            future = executor.submit(() -> translated(task));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the model is closed", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T translated(Supplier<T> task) {
        try {
            return task.get();
        } catch (EngineException e) {
            String message = String.valueOf(e.getMessage());
            String lower = message.toLowerCase(Locale.ROOT);
            if (lower.contains("out of memory")
                    || lower.contains("allocate memory")
                    || lower.contains("enough memory")) {
                throw outOfMemory(e);
            }
            throw new PlumblineException(
                    ErrorCode.ENGINE_FAILURE, "the engine failed; the model can be used on: " + firstLine(message), e);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        }
    }

    private static PlumblineException outOfMemory(Throwable cause) {
        return new PlumblineException(
                ErrorCode.OUT_OF_MEMORY,
                "not enough memory for this pass; send fewer tokens, capture fewer rows, or give the process more memory",
                cause);
    }

    private static String firstLine(String message) {
        return message.lines().filter(line -> !line.isBlank()).findFirst().orElse("no message");
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
