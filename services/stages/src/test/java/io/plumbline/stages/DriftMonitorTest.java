package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftMonitorTest {
    private static Verdict verdict(double score) {
        return new Verdict(
                Label.SUPPORTED,
                0.25,
                0.5,
                score,
                List.of(),
                List.of(),
                20,
                8,
                5,
                1,
                List.of(),
                new ScoreExplanation(List.of(), List.of()));
    }

    /** The score runs evenly through [from, from + 1). */
    private static void replay(DriftMonitor monitor, int answers, double from) {
        IntStream.range(0, answers).forEach(i -> monitor.observe(verdict(from + (i * 7 % answers) / (double) answers)));
    }

    @Test
    void isUnknownUntilEnoughAnswersCameAndWithoutAReference() {
        DriftMonitor monitor =
                new DriftMonitor(Samples.profile(Map.of("score", Samples.EVENLY)), new DriftLimits(300, 100));
        assertThat(monitor.signals())
                .containsExactly("context-tokens", "ecs", "pks", "probability", "response-tokens", "score");
        assertThat(monitor.referenced()).containsExactly("score");
        replay(monitor, 99, 0);
        assertThat(monitor.answers()).isEqualTo(99);
        assertThat(monitor.stability("score")).isNaN();
        assertThat(monitor.quantile("score", 0.5)).isNaN();
        monitor.observe(verdict(0.5));
        assertThat(monitor.stability("score")).isLessThan(0.05);
        assertThat(monitor.quantile("score", 0.5)).isBetween(0.45, 0.55);
        // nothing to compare with
        assertThat(monitor.stability("probability")).isNaN();
        assertThat(monitor.quantile("probability", 0.9)).isEqualTo(0.25);
        // the verdicts have no tokens, so none of them has this signal
        assertThat(monitor.quantile("ecs", 0.5)).isNaN();
        assertThatThrownBy(() -> monitor.stability("no-such")).hasMessageContaining("no signal no-such");
    }

    @Test
    void seesAShiftAndForgetsItWhenTheWindowHasMovedOn() {
        DriftMonitor monitor = new DriftMonitor(Samples.profile(Map.of("score", Samples.EVENLY)), DriftLimits.DEFAULT);
        replay(monitor, 500, 0);
        assertThat(monitor.stability("score")).isLessThan(0.01);
        replay(monitor, 100, 0.5);
        double passing = monitor.stability("score");
        replay(monitor, 400, 0.5);
        assertThat(monitor.answers()).isEqualTo(500);
        assertThat(monitor.stability("score")).isGreaterThan(0.25).isGreaterThan(passing);
        assertThat(monitor.quantile("score", 0.1)).isBetween(0.55, 0.65);
        replay(monitor, 500, 0);
        assertThat(monitor.stability("score")).isLessThan(0.01);
    }

    @Test
    void aSignalTheProfileDoesNotGiveIsNotWatched() {
        DriftMonitor monitor = new DriftMonitor(Samples.profile(Map.of("share", Samples.EVENLY)), DriftLimits.DEFAULT);
        assertThat(monitor.referenced()).isEmpty();
        assertThat(monitor.signals()).doesNotContain("share");
    }

    @Test
    void countsEveryAnswerOfSeveralThreads() {
        DriftMonitor monitor =
                new DriftMonitor(Samples.profile(Map.of("score", Samples.EVENLY)), new DriftLimits(10_000, 1));
        CompletableFuture<?>[] writers = IntStream.range(0, 4)
                .mapToObj(t -> CompletableFuture.runAsync(() -> replay(monitor, 1000, 0)))
                .toArray(CompletableFuture<?>[]::new);
        // read while they write: never half an answer
        for (int i = 0; i < 20; i++) {
            double median = monitor.quantile("score", 0.5);
            assertThat(Double.isNaN(median) || (median >= 0 && median < 1)).isTrue();
        }
        CompletableFuture.allOf(writers).join();
        assertThat(monitor.answers()).isEqualTo(4000);
        assertThat(monitor.stability("score")).isLessThan(0.01);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new DriftLimits(50, 100)).hasMessageContaining("50 answers");
        assertThatThrownBy(() -> new DriftLimits(500, 0)).hasMessageContaining("reported from 0");
        assertThatThrownBy(() -> new DriftLimits(1_000_000, 1)).hasMessageContaining("<= 10000");
    }
}
