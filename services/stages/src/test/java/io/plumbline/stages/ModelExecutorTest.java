package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelExecutorTest {
    private static final ExecutorLimits SMALL = new ExecutorLimits(3, 2, 1_000, 100, Duration.ofSeconds(5));

    private final AtomicLong clock = new AtomicLong();
    private final ModelExecutor executor = new ModelExecutor("test", SMALL, clock::get);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        gate.countDown();
        executor.close();
    }

    @Test
    void givesBackWhatTheWorkReturns() {
        assertThat(executor.submit(Lane.STREAM, 1, () -> 42).join()).isEqualTo(42);
    }

    @Test
    void runsSynchronousRequestsFirstEvenInsideAStreamBatch() throws Exception {
        CompletableFuture<String> blocker = block();
        List<CompletableFuture<String>> all = new ArrayList<>(List.of(blocker));
        all.add(executor.submit(Lane.STREAM, 10, note("stream 1")));
        all.add(executor.submit(Lane.STREAM, 10, () -> {
            all.add(executor.submit(Lane.SYNC, 1, note("sync 2")));
            return note("stream 2").call();
        }));
        all.add(executor.submit(Lane.STREAM, 10, note("stream 3")));
        all.add(executor.submit(Lane.SYNC, 10, note("sync 1")));
        gate.countDown();
        for (CompletableFuture<String> one : List.copyOf(all)) {
            one.get(10, TimeUnit.SECONDS);
        }
        all.get(all.size() - 1).get(10, TimeUnit.SECONDS);
        assertThat(order).containsExactly("sync 1", "stream 1", "stream 2", "sync 2", "stream 3");
    }

    @Test
    void refusesWhatDoesNotFitByItemsAndByTokens() throws Exception {
        CompletableFuture<String> unused = block();
        for (int i = 0; i < 3; i++) {
            assertThat(executor.submit(Lane.STREAM, 1, note("s"))).isNotDone();
        }
        assertBusy(Lane.STREAM, 1);
        assertThat(executor.submit(Lane.SYNC, 1, note("one"))).isNotDone();
        assertBusy(Lane.SYNC, 1_000);
        assertThat(executor.queuedItems()).isEqualTo(4);
        assertThat(executor.queuedTokens()).isEqualTo(4);
        assertThat(unused).isNotDone();
    }

    @Test
    void takesAnItemLargerThanTheTokenLimitIntoAnEmptyQueue() {
        assertThat(executor.submit(Lane.STREAM, 5_000, () -> "ran").join()).isEqualTo("ran");
    }

    @Test
    void whatWaitsInLaterLanesTakesNoRoomFromEarlierOnes() throws Exception {
        CompletableFuture<String> blocker = block();
        assertThat(executor.submit(Lane.BACKGROUND, 900, note("repair"))).isNotDone();
        assertBusy(Lane.BACKGROUND, 101);
        assertBusy(Lane.SHADOW, 101);
        assertThat(executor.submitWhenRoom(Lane.STREAM, 600, note("event"))).isNotDone();
        assertBusy(Lane.STREAM, 401);
        assertThat(executor.submit(Lane.SYNC, 5_000, note("request"))).isNotDone();
        assertBusy(Lane.SYNC, 1);
        assertBusy(Lane.STREAM, 1);
        assertThat(executor.queuedTokens()).isEqualTo(6_500);
        assertThat(blocker).isNotDone();
    }

    @Test
    void whatTheWorkerTookAsABatchWaitsInTheStream() throws Exception {
        CompletableFuture<String> blocker = block();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        CompletableFuture<String> first = executor.submit(Lane.STREAM, 50, () -> {
            begun.countDown();
            hold.await();
            return "first";
        });
        CompletableFuture<String> second = executor.submit(Lane.STREAM, 50, note("second"));
        gate.countDown();
        blocker.get(10, TimeUnit.SECONDS);
        begun.await();
        assertThat(executor.queuedTokens()).isEqualTo(50);
        assertBusy(Lane.STREAM, 951);
        assertThat(executor.submit(Lane.SYNC, 600, note("request"))).isNotDone();
        assertThat(executor.submit(Lane.SYNC, 400, note("request"))).isNotDone();
        hold.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void theBackgroundWaitsUntilNobodyElseDoes() throws Exception {
        CompletableFuture<String> blocker = block();
        CompletableFuture<String> background = executor.submit(Lane.BACKGROUND, 1, note("repair"));
        for (int i = 0; i < 3; i++) {
            assertThat(executor.submit(Lane.STREAM, 1, note("event"))).isNotDone();
        }
        assertThat(executor.submit(Lane.SYNC, 1, note("request"))).isNotDone();
        assertThat(executor.queuedItems()).isEqualTo(5);
        gate.countDown();
        blocker.get(10, TimeUnit.SECONDS);
        background.get(10, TimeUnit.SECONDS);
        assertThat(order).containsExactly("request", "event", "event", "event", "repair");
    }

    @Test
    void aLongItemInTheBackgroundGivesWayBetweenItsSteps() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicLong lent = new AtomicLong();
        CompletableFuture<String> repair = executor.submit(Lane.BACKGROUND, 1, () -> {
            order.add("step 1");
            begun.countDown();
            gate.await();
            lent.set(executor.giveWay().toNanos());
            lent.addAndGet(executor.giveWay().toNanos());
            return note("step 2").call();
        });
        begun.await();
        CompletableFuture<String> next = executor.submit(Lane.BACKGROUND, 1, note("next repair"));
        CompletableFuture<Duration> event = executor.submit(Lane.STREAM, 1, () -> {
            clock.addAndGet(70);
            note("event").call();
            return executor.queueAge();
        });
        CompletableFuture<String> failing = executor.submit(Lane.STREAM, 1, () -> {
            throw new OutOfMemoryError("made up");
        });
        CompletableFuture<Duration> request = executor.submit(Lane.SYNC, 1, () -> {
            clock.addAndGet(30);
            note("request").call();
            return executor.giveWay();
        });
        gate.countDown();
        repair.get(10, TimeUnit.SECONDS);
        next.get(10, TimeUnit.SECONDS);
        assertThat(order).containsExactly("step 1", "request", "event", "step 2", "next repair");
        assertThat(lent).hasValue(100);
        assertThat(event.join()).as("the age of the repair that waits").isEqualTo(Duration.ofNanos(100));
        assertThat(request.join()).isZero();
        assertThat(failing).isCompletedExceptionally();
        assertThat(executor.queueAge()).isZero();
    }

    @Test
    void givingWayIsASignOfLifeAndForTheItemInProgressOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Duration> repair = executor.submit(Lane.BACKGROUND, 1, () -> {
            begun.countDown();
            gate.await();
            executor.giveWay();
            return executor.sinceProgress();
        });
        begun.await();
        clock.addAndGet(1_000);
        assertThat(executor.sinceProgress()).isEqualTo(Duration.ofNanos(1_000));
        assertThatThrownBy(executor::giveWay).isInstanceOf(IllegalStateException.class);
        gate.countDown();
        assertThat(repair.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void doesNotRunWhatWaitedPastItsDeadline() throws Exception {
        CompletableFuture<String> blocker = block();
        CompletableFuture<String> late = executor.submit(Lane.SYNC, 1, Optional.of(Duration.ofNanos(50)), note("late"));
        clock.set(51);
        gate.countDown();
        blocker.get(10, TimeUnit.SECONDS);
        assertFails(late, ErrorCode.TIMEOUT);
        assertThat(order).isEmpty();
    }

    @Test
    void doesNotRunWhatWasCancelled() throws Exception {
        CompletableFuture<String> blocker = block();
        CompletableFuture<String> cancelled = executor.submit(Lane.STREAM, 1, note("cancelled"));
        cancelled.cancel(false);
        gate.countDown();
        blocker.get(10, TimeUnit.SECONDS);
        assertThat(executor.submit(Lane.STREAM, 1, note("next")).join()).isEqualTo("next");
        assertThat(order).containsExactly("next");
    }

    @Test
    void outlivesAnErrorOfOneItem() {
        CompletableFuture<String> failed = executor.submit(Lane.STREAM, 1, () -> {
            throw new OutOfMemoryError("made up");
        });
        assertThatThrownBy(failed::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(executor.submit(Lane.STREAM, 1, note("next")).join()).isEqualTo("next");
    }

    @Test
    void tellsTheAgeOfTheOldestItemAndTheTimeSinceProgress() throws Exception {
        assertThat(executor.queueAge()).isZero();
        clock.set(1_000_000);
        assertThat(executor.sinceProgress()).isZero();
        CompletableFuture<String> blocker = block();
        clock.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(executor.queueAge()).isEqualTo(Duration.ofSeconds(3));
        assertThat(executor.sinceProgress()).isEqualTo(Duration.ofSeconds(3));
        gate.countDown();
        blocker.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingFailsWhatWaitsAndFinishesWhatRuns() throws Exception {
        CompletableFuture<String> running = block();
        CompletableFuture<String> waiting = executor.submit(Lane.STREAM, 1, note("waiting"));
        Thread closer = new Thread(executor::close);
        closer.start();
        assertFails(waiting, ErrorCode.BUSY);
        assertThat(running).isNotDone();
        gate.countDown();
        assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo("blocker");
        closer.join();
        assertBusy(Lane.STREAM, 1);
    }

    private CompletableFuture<String> block() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> result = executor.submit(Lane.STREAM, 1, () -> {
            begun.countDown();
            gate.await();
            return "blocker";
        });
        begun.await();
        return result;
    }

    private Callable<String> note(String name) {
        return () -> {
            order.add(name);
            return name;
        };
    }

    private void assertBusy(Lane lane, long tokens) {
        assertThatThrownBy(() -> executor.submit(lane, tokens, note("refused")))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }

    private static void assertFails(CompletableFuture<?> future, ErrorCode code) {
        assertThatThrownBy(() -> future.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
