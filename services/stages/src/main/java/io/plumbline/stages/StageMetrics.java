package io.plumbline.stages;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.plumbline.schemas.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Writes the meters of {@link MetricNames}. Thread-safe. */
public final class StageMetrics {
    /** Of the live signals. */
    private static final List<Double> QUANTILES = List.of(0.1, 0.5, 0.9);

    private final MeterRegistry registry;

    public StageMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry is null");
        // known from the start, so that a rate over them is zero and not absent
        for (String outcome : new String[] {Outcome.SCORED, Outcome.ABSTAINED, Outcome.UNAVAILABLE, "REJECTED"}) {
            events(outcome);
        }
        Counter.builder(MetricNames.meter(MetricNames.TOKENS_TOTAL)).register(registry);
    }

    /** Gauges of an executor; it is watched, not kept alive. */
    public void watch(ModelExecutor executor) {
        TimeGauge.builder(
                        MetricNames.meter(MetricNames.QUEUE_AGE_SECONDS),
                        executor,
                        TimeUnit.NANOSECONDS,
                        e -> e.queueAge().toNanos())
                .description("Age of the oldest unfinished item")
                .register(registry);
        Gauge.builder(MetricNames.meter(MetricNames.QUEUE_ITEMS), executor, ModelExecutor::queuedItems)
                .description("Items that wait for the model")
                .register(registry);
        Gauge.builder(MetricNames.meter(MetricNames.QUEUE_TOKENS), executor, ModelExecutor::queuedTokens)
                .description("Tokens that wait for the model, estimated")
                .register(registry);
    }

    /** Whether a model is there. */
    public void watchModel(BooleanSupplier ready) {
        Gauge.builder(MetricNames.meter(MetricNames.MODEL_READY), ready, r -> r.getAsBoolean() ? 1 : 0)
                .description("1 once a model is loaded")
                // the caller passes a lambda, which nothing else holds
                .strongReference(true)
                .register(registry);
    }

    /**
     * Gauges of a monitor; it is watched, not kept alive. All are there from the start, NaN while too little is known: a rule
     * that compares stays silent, and a missing series always means a missing detector.
     */
    public void watch(DriftMonitor drift) {
        Gauge.builder(MetricNames.meter(MetricNames.DRIFT_ANSWERS), drift, DriftMonitor::answers)
                .description("Scored answers in the window that drift is measured on")
                .tag("profile", drift.profile())
                .register(registry);
        for (String signal : drift.referenced()) {
            Gauge.builder(MetricNames.meter(MetricNames.DRIFT_PSI), drift, d -> d.stability(signal))
                    .description("Population stability index of the window against the calibration answers")
                    .tags("profile", drift.profile(), "signal", signal)
                    .register(registry);
        }
        for (String signal : drift.signals()) {
            for (double share : QUANTILES) {
                Gauge.builder(MetricNames.meter(MetricNames.DRIFT_QUANTILE), drift, d -> d.quantile(signal, share))
                        .description("Quantile of the signal over the window")
                        .tags("profile", drift.profile(), "signal", signal, "quantile", Double.toString(share))
                        .register(registry);
            }
        }
    }

    /**
     * Notes an event that ended.
     *
     * @param total time from intake to published
     */
    public void record(StageResult result, Duration total) {
        events(result.outcome()).increment();
        time("total", total);
        if (result.timing().attempts() > 0) {
            time("model", result.timing().model());
        }
        if (result.timing().tokens() > 0) {
            registry.counter(MetricNames.meter(MetricNames.TOKENS_TOTAL))
                    .increment((double) result.timing().tokens());
        }
        result.verdict().ifPresent(verdict -> {
            if (verdict.outcome() instanceof Outcome.Scored scored) {
                registry.counter(
                                MetricNames.meter(MetricNames.LABELS_TOTAL),
                                "label",
                                scored.label().name())
                        .increment();
            }
        });
        result.rejection().ifPresent(rejection -> registry.counter(
                        MetricNames.meter(MetricNames.DEAD_LETTERS_TOTAL), "code", rejection.code())
                .increment());
    }

    private Counter events(String outcome) {
        return registry.counter(MetricNames.meter(MetricNames.EVENTS_TOTAL), "outcome", outcome);
    }

    private void time(String stage, Duration duration) {
        Timer.builder(MetricNames.meter(MetricNames.SCORING_SECONDS))
                .tag("stage", stage)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry)
                .record(duration);
    }
}
