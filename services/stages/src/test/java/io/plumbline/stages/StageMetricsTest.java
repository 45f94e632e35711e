package io.plumbline.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.model.CharSpan;
import io.plumbline.stages.rollout.RolloutMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StageMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void everyListedNameHasAMeterAndTheTenantIsNoLabel() {
        StageMetrics metrics = new StageMetrics(registry);
        ModelCircuit circuit = new ModelCircuit(ModelCircuit.Limits.DEFAULT);
        try (ModelExecutor executor = new ModelExecutor("test", ExecutorLimits.DEFAULT)) {
            metrics.watch(executor);
            metrics.watchModel(() -> true);
            metrics.watch(circuit);
            DriftMonitor drift =
                    new DriftMonitor(Samples.profile(Map.of("score", Samples.EVENLY)), DriftLimits.DEFAULT);
            metrics.watch(drift);
            new RolloutMetrics(registry).applied(1, List.of("on trial"));
            metrics.watch(new ProfileAge("p", Optional.empty()), Clock.systemUTC());
            DetectStage stage = new DetectStage(
                    new Samples.FakeDetector(e -> Samples.flagged(new CharSpan(0, 1), new CharSpan(0, 1))),
                    Samples.IDENTITY,
                    RetryPolicy.DEFAULT,
                    true);
            metrics.record(stage.detect(Samples.received("e1", "text", "answer")), Duration.ofMillis(30));
            metrics.record(stage.detect(Samples.received("e1", "text", "other")), Duration.ofMillis(30));
            new MitigationMetrics(registry)
                    .record(new MitigationResult(
                            Optional.empty(),
                            Optional.of(new Rejection("UNPARSABLE", "not an event", false)),
                            Duration.ofMillis(5)));
            for (MetricSpec spec : MetricCatalogue.all()) {
                if (!spec.name().startsWith("plumbline_gateway_")) {
                    assertThat(registry.find(spec.meter()).meters())
                            .as(spec.name())
                            .isNotEmpty();
                }
            }
            assertThat(registry.get("plumbline.tokens").counter().count()).isEqualTo(25);
            assertThat(registry.getMeters()).allSatisfy(meter -> assertThat(
                            Optional.ofNullable(meter.getId().getTag("tenant")))
                    .isEmpty());
        }
    }

    @Test
    void everyNameIsDescribed() {
        assertThat(MetricCatalogue.all().stream().map(MetricSpec::name)).containsExactlyElementsOf(MetricNames.ALL);
    }

    @Test
    void countersOfRareThingsAreThereBeforeTheFirst() {
        StageMetrics unused = new StageMetrics(registry);
        assertThat(registry.get("plumbline.dead.letters")
                        .tag("code", "UNPARSABLE")
                        .counter()
                        .count())
                .isZero();
        assertThat(registry.get("plumbline.labels")
                        .tag("label", "HALLUCINATED")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void readinessIsKnownWhileNobodyElseHoldsTheQuestion() {
        AtomicBoolean ready = new AtomicBoolean(true);
        new StageMetrics(registry).watchModel(ready::get);
        System.gc();
        assertThat(registry.get("plumbline.model.ready").gauge().value()).isEqualTo(1);
    }

    @Test
    void deadLetterHeadersAreBounded() {
        DeadLetter letter = new DeadLetter(
                new DeadLetter.Origin("t", 1, 2), new Rejection("CODE", "\u00e4".repeat(5_000), false), Instant.EPOCH);
        assertThat(letter.headers().values())
                .allSatisfy(value -> assertThat(value.length).isLessThanOrEqualTo(4096));
        assertThat(new String(letter.headers().get("plumbline-dlq-offset"), StandardCharsets.UTF_8))
                .isEqualTo("2");
    }
}
