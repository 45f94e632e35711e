package io.plumbline.stages;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The one door to one device: consumers only enqueue, one pinned worker thread sets the pace.
 *
 * <p>Guarantees. At most one item runs at a time. Items of one lane run in the order they came; {@link Lane#SYNC} goes
 * before {@link Lane#STREAM}, also in the middle of a stream batch, and {@link Lane#BACKGROUND} goes when nothing else waits.
 * All queues are bounded by items and by tokens, and what waits in later lanes takes no room from earlier ones; what
 * does not fit is refused at once with {@link ErrorCode#BUSY}, never blocked. An item whose deadline passed while it waited
 * is not run; it ends in {@link ErrorCode#TIMEOUT}. An item that has begun is never interrupted: native code cannot be. A long one
 * may {@linkplain #giveWay() give way} between its passes.
 *
 * <p>A batch is what the worker takes from the stream queue at once, up to {@link ExecutorLimits#batchTokens()}; its items
 * are scored one by one, so that a verdict cannot depend on its neighbours.
 *
 * <p>Thread-safe. Results are completed on the worker thread: continue with the {@code ...Async} methods.
 */
public final class ModelExecutor implements AutoCloseable {
    private final ExecutorLimits limits;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Deque<Item<?>> syncQueue = new ArrayDeque<>();
    private final Deque<Item<?>> streamQueue = new ArrayDeque<>();
    private final Deque<Item<?>> backgroundQueue = new ArrayDeque<>();
    private final Deque<Item<?>> shadowQueue = new ArrayDeque<>();
    /** What the worker took from the stream queue and has not begun. */
    private final Deque<Item<?>> batch = new ArrayDeque<>();

    /** Begun, and giving way to the running one; the last is the latest. */
    private final Deque<Item<?>> paused = new ArrayDeque<>();

    private final Thread worker;
    private Optional<Item<?>> running = Optional.empty();
    private long lastProgressNanos;
    private boolean closed;

    /** @param device names the worker thread, for example {@code cpu} */
    public ModelExecutor(String device, ExecutorLimits limits) {
        this(device, limits, System::nanoTime);
    }

    ModelExecutor(String device, ExecutorLimits limits, LongSupplier nanoClock) {
        this.limits = Objects.requireNonNull(limits, "limits is null");
        this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock is null");
        this.lastProgressNanos = nanoClock.getAsLong();
        worker = new Thread(this::work, "plumbline-model-" + Objects.requireNonNull(device, "device is null"));
        worker.setDaemon(true);
        worker.start();
    }

    /** {@link #submit(Lane, long, Optional, Callable)} without a deadline. */
    public <T> CompletableFuture<T> submit(Lane lane, long tokens, Callable<T> work) {
        return submit(lane, tokens, Optional.empty(), work);
    }

    /**
     * Enqueues {@code work}.
     *
     * @param tokens the submitter's estimate of the pass length, 1 or more; an item larger than the whole token limit is
     *     taken only while nothing waits in its lane and earlier ones
     * @param patience how long it may wait before it begins
     * @return fails with what {@code work} threw, {@link ErrorCode#TIMEOUT}, or {@link ErrorCode#BUSY} if the executor
     *     closed first; cancelling it before it begins keeps it from running
     * @throws PlumblineException {@link ErrorCode#BUSY} if the queue is full or closed
     */
    public <T> CompletableFuture<T> submit(Lane lane, long tokens, Optional<Duration> patience, Callable<T> work) {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens " + tokens);
        }
        long now = nanoClock.getAsLong();
        Item<T> item =
                new Item<>(lane, work, tokens, now, patience.map(p -> now + p.toNanos()), new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw new PlumblineException(ErrorCode.BUSY, "the service is shutting down: ask another instance");
            }
            refuseIfFull(lane, tokens);
            if (idle()) {
                lastProgressNanos = now;
            }
            queue(lane).addLast(item);
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return item.result();
    }

    private Deque<Item<?>> queue(Lane lane) {
        return switch (lane) {
            case SYNC -> syncQueue;
            case STREAM -> streamQueue;
            case BACKGROUND -> backgroundQueue;
            case SHADOW -> shadowQueue;
        };
    }

    private List<Deque<Item<?>>> queues() {
        return List.of(syncQueue, batch, streamQueue, backgroundQueue, shadowQueue);
    }

    /**
     * As {@link #submit(Lane, long, Callable)}, but waits for room instead of refusing: the
     * back-pressure of a consumer, which reads no further meanwhile.
     *
     * @throws PlumblineException {@link ErrorCode#BUSY} if the executor closes first
     * @throws InterruptedException if interrupted while waiting; nothing was enqueued then
     */
    public <T> CompletableFuture<T> submitWhenRoom(Lane lane, long tokens, Callable<T> work)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && isFull(lane, tokens)) {
                room.await();
            }
            return submit(lane, tokens, work);
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull(Lane lane, long tokens) {
        int waiting = queue(lane).size();
        int most = lane == Lane.SYNC ? limits.syncItems() : limits.streamItems();
        long before = tokensUpTo(lane);
        return waiting >= most || (before > 0 && before + tokens > limits.queuedTokens());
    }

    /** Tokens that wait in this lane and earlier ones: a pile of repairs must not keep out what goes before them. */
    private long tokensUpTo(Lane last) {
        return queues().stream()
                .flatMap(Deque::stream)
                .filter(item -> item.lane().compareTo(last) <= 0)
                .mapToLong(item -> item.tokens())
                .sum();
    }

    private void refuseIfFull(Lane lane, long tokens) {
        if (isFull(lane, tokens)) {
            throw new PlumblineException(
                    ErrorCode.BUSY,
                    "the model's queue is full (" + syncQueue.size() + " requests, " + streamQueue.size() + " events, "
                            + backgroundQueue.size() + " in the background, " + tokensUpTo(lane)
                            + " tokens go first): try again later, or raise the queue limits");
        }
    }

    /** Items that wait, in all lanes and in the worker's batch; the running one not counted. */
    public int queuedItems() {
        return locked(() -> queues().stream().mapToInt(Deque::size).sum());
    }

    /** Tokens that wait in all lanes, by the submitters' estimates. */
    public long queuedTokens() {
        return locked(() -> tokensUpTo(Lane.SHADOW));
    }

    /** Age of the oldest item that waits or runs; zero when idle, or when nothing but comparisons do. */
    public Duration queueAge() {
        lock.lock();
        try {
            long now = nanoClock.getAsLong();
            long oldest = now;
            for (Deque<Item<?>> queue : queues()) {
                Item<?> first = queue.peekFirst();
                if (first != null && first.lane() != Lane.SHADOW) {
                    oldest = Math.min(oldest, first.enqueuedNanos());
                }
            }
            for (Item<?> begun : begun()) {
                if (begun.lane() != Lane.SHADOW) {
                    oldest = Math.min(oldest, begun.enqueuedNanos());
                }
            }
            return Duration.ofNanos(now - oldest);
        } finally {
            lock.unlock();
        }
    }

    private List<Item<?>> begun() {
        List<Item<?>> begun = new ArrayList<>(paused);
        running.ifPresent(begun::add);
        return begun;
    }

    /**
     * Time since an item last began, gave way or finished while there was work to do; zero when idle. Long means stuck, not busy.
     */
    public Duration sinceProgress() {
        return locked(() -> idle() ? Duration.ZERO : Duration.ofNanos(nanoClock.getAsLong() - lastProgressNanos));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Refuses new items, fails those that wait with {@link ErrorCode#BUSY}, and lets the running one finish within
     * {@link ExecutorLimits#drainTimeout()}.
     */
    @Override
    public void close() {
        List<Item<?>> abandoned = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Deque<Item<?>> queue : queues()) {
                abandoned.addAll(queue);
                queue.clear();
            }
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        for (Item<?> item : abandoned) {
            item.result()
                    .completeExceptionally(
                            new PlumblineException(ErrorCode.BUSY, "the service shut down before this item's turn"));
        }
        try {
            worker.join(Math.max(1, limits.drainTimeout().toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets everything in earlier lanes go before the item in progress, which calls this between its passes: what waits behind a
     * long item then waits for one of its steps. Also a sign of life for {@link #sinceProgress()}.
     *
     * @return how long that took, which is not the item's own time
     * @throws IllegalStateException on another thread than the one that the item runs on
     */
    public Duration giveWay() {
        if (!Thread.currentThread().equals(worker)) {
            throw new IllegalStateException("only the item in progress can give way");
        }
        long began = nanoClock.getAsLong();
        locked(() -> paused.add(running.orElseThrow()));
        for (Optional<Item<?>> next = locked(this::pollEarlier); next.isPresent(); next = locked(this::pollEarlier)) {
            run(next.get());
        }
        return locked(() -> {
            running = Optional.of(paused.removeLast());
            lastProgressNanos = nanoClock.getAsLong();
            return Duration.ofNanos(lastProgressNanos - began);
        });
    }

    private Optional<Item<?>> pollEarlier() {
        Lane pausing = paused.getLast().lane();
        return poll(lane -> lane.compareTo(pausing) < 0);
    }

    private void work() {
        for (Optional<Item<?>> next = take(); next.isPresent(); next = take()) {
            run(next.get());
        }
    }

    private void run(Item<?> item) {
        try {
            item.run(nanoClock.getAsLong());
        } finally {
            finished();
        }
    }

    private Optional<Item<?>> take() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    return Optional.empty();
                }
                Optional<Item<?>> next = poll(lane -> true);
                if (next.isPresent()) {
                    return next;
                }
                arrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins what goes next of the lanes that may go. */
    private Optional<Item<?>> poll(Predicate<Lane> mayGo) {
        if (syncQueue.isEmpty() && batch.isEmpty()) {
            fillBatch();
        }
        for (Deque<Item<?>> queue : List.of(syncQueue, batch, backgroundQueue, shadowQueue)) {
            Item<?> next = queue.peekFirst();
            if (next != null && mayGo.test(next.lane())) {
                queue.removeFirst();
                begin(next);
                return running;
            }
        }
        return Optional.empty();
    }

    private void begin(Item<?> next) {
        running = Optional.of(next);
        lastProgressNanos = nanoClock.getAsLong();
        room.signalAll();
    }

    private boolean idle() {
        return running.isEmpty() && queues().stream().allMatch(Deque::isEmpty);
    }

    private void fillBatch() {
        long tokens = 0;
        for (Item<?> next = streamQueue.peekFirst(); next != null; next = streamQueue.peekFirst()) {
            tokens += next.tokens();
            if (!batch.isEmpty() && tokens > limits.batchTokens()) {
                return;
            }
            batch.addLast(streamQueue.removeFirst());
        }
    }

    private void finished() {
        lock.lock();
        try {
            running = Optional.empty();
            lastProgressNanos = nanoClock.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    private record Item<T>(
            Lane lane,
            Callable<T> work,
            long tokens,
            long enqueuedNanos,
            Optional<Long> deadlineNanos,
            CompletableFuture<T> result) {
        // Errors too: a verdict must fail, the worker must live; OutOfMemoryError of one item is not the next one's
        // fate
        @SuppressWarnings("CatchThrowable")
        void run(long now) {
            if (result.isDone()) {
                return;
            }
            if (deadlineNanos.isPresent() && now - deadlineNanos.get() > 0) {
                long waitedMs = (now - enqueuedNanos) / 1_000_000;
                result.completeExceptionally(new PlumblineException(
                        ErrorCode.TIMEOUT,
                        "waited " + waitedMs + " ms, longer than its deadline: try again later, or allow more time"));
                return;
            }
            try {
                result.complete(work.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        }
    }
}
