package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.stages.rollout.RolloutMetrics;
import io.plumbline.stages.rollout.ShadowRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShadowRunnerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ModelExecutor executor = new ModelExecutor("test", ExecutorLimits.DEFAULT);
    private final ShadowRunner runner =
            new ShadowRunner(executor, new ShadowRunner.Limits(3, 1000), new RolloutMetrics(registry));
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        gate.countDown();
        runner.close();
        executor.close();
    }

    private static DetectStage stage(Function<RagExample, DetectionOutcome> detector) {
        return new DetectStage(new Samples.FakeDetector(detector), Samples.IDENTITY, RetryPolicy.DEFAULT, true)
                .onTrial(new Samples.FakeDetector(detector), Samples.IDENTITY);
    }

    private static DetectionOutcome flagged(RagExample example) {
        return Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1));
    }

    private ShadowRunner.Trial trial(String id, String response, DetectStage stage) {
        ReceivedGeneration received = Samples.received(id, "passage", response);
        return new ShadowRunner.Trial(
                received,
                stage(ShadowRunnerTest::flagged).detect(received).verdict().orElseThrow(),
                stage,
                result -> order.add(id + " " + result.outcome()));
    }

    private double count(String outcome) {
        return registry.get("plumbline.shadow.events")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void waitsForTheStreamAndDropsWhatHasNoRoom() throws Exception {
        CompletableFuture<Boolean> blocker = executor.submit(Lane.STREAM, 1, () -> gate.await(10, TimeUnit.SECONDS));
        await().until(() -> executor.queuedItems() == 0);
        DetectStage stage = stage(ShadowRunnerTest::flagged);
        for (int i = 1; i <= 6; i++) {
            runner.offer(trial("t" + i, "answer", stage));
        }
        // one with the executor, three wait, two had no room
        assertThat(count("DROPPED")).isEqualTo(2);
        assertThat(executor.queuedItems()).isEqualTo(1);
        CompletableFuture<Boolean> answer = executor.submit(Lane.STREAM, 1, () -> order.add("answer"));
        gate.countDown();
        assertThat(blocker.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> order.size() == 5);
        assertThat(order).containsExactly("answer", "t1 SCORED", "t2 SCORED", "t3 SCORED", "t4 SCORED");
        await().untilAsserted(() -> assertThat(count("SCORED")).isEqualTo(4));
        assertThat(registry.get("plumbline.shadow.comparisons")
                        .tags("active", "HALLUCINATED", "shadow", "HALLUCINATED")
                        .counter()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void longAnswersCountByTheirTokens() throws Exception {
        CompletableFuture<Boolean> blocker = executor.submit(Lane.STREAM, 1, () -> gate.await(10, TimeUnit.SECONDS));
        await().until(() -> executor.queuedItems() == 0);
        DetectStage stage = stage(ShadowRunnerTest::flagged);
        runner.offer(trial("runs", "answer", stage));
        runner.offer(trial("waits", "a".repeat(3000), stage));
        runner.offer(trial("refused", "a".repeat(3000), stage));
        assertThat(count("DROPPED")).isEqualTo(1);
        assertThat(executor.queueAge())
                .as("what nobody waits for makes no queue old")
                .isLessThanOrEqualTo(Duration.ofSeconds(10));
        gate.countDown();
        assertThat(blocker.get(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> order.size() == 2);
    }

    @Test
    void aFaultIsCountedAndTheNextOneRuns() {
        DetectStage broken = stage(example -> {
            throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "made up");
        });
        ShadowRunner.Trial unpublished = new ShadowRunner.Trial(
                Samples.received("u", "passage", "answer"),
                trial("u", "answer", broken).active(),
                stage(ShadowRunnerTest::flagged),
                result -> {
                    throw new PlumblineException(ErrorCode.BUSY, "no broker");
                });
        runner.offer(trial("t1", "answer", broken));
        runner.offer(unpublished);
        runner.offer(trial("t2", "answer", stage(ShadowRunnerTest::flagged)));
        await().until(() -> order.contains("t2 SCORED"));
        assertThat(order).containsExactly("t1 UNAVAILABLE", "t2 SCORED");
        assertThat(count("UNPUBLISHED")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(count("UNAVAILABLE")).isEqualTo(1));
    }

    @Test
    void afterTheEndNothingIsTakenIn() {
        runner.close();
        runner.offer(trial("late", "answer", stage(ShadowRunnerTest::flagged)));
        assertThat(count("DROPPED")).isEqualTo(1);
    }
}
