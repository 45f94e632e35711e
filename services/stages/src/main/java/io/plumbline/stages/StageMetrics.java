package io.plumbline.stages;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** Writes the meters of {@link MetricNames}. Thread-safe. */
public final class StageMetrics {
    /** Of the live signals. */
    private static final List<Double> QUANTILES = List.of(0.1, 0.5, 0.9);

    private final MeterRegistry registry;

    public StageMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry is null");
        // known from the start: a rate over them is zero and not absent, and no first increment is missed
        for (String outcome : new String[] {Outcome.SCORED, Outcome.ABSTAINED, Outcome.UNAVAILABLE, "REJECTED"}) {
            events(outcome);
        }
        MetricCatalogue.ABSTENTION_REASONS.forEach(this::abstentions);
        labels(Label.SUPPORTED);
        labels(Label.HALLUCINATED);
        MetricCatalogue.DEAD_LETTER_CODES.forEach(this::deadLetters);
        counter(MetricNames.TOKENS_TOTAL);
        counter(MetricNames.ESTIMATED_TOKENS_TOTAL);
    }

    /** Gauges of an executor; it is watched, not kept alive. */
    public void watch(ModelExecutor executor) {
        MetricSpec age = MetricCatalogue.of(MetricNames.QUEUE_AGE_SECONDS);
        TimeGauge.builder(age.meter(), executor, TimeUnit.NANOSECONDS, e -> e.queueAge()
                        .toNanos())
                .description(age.meaning())
                .register(registry);
        gauge(MetricNames.QUEUE_ITEMS, executor, ModelExecutor::queuedItems).register(registry);
        gauge(MetricNames.QUEUE_TOKENS, executor, ModelExecutor::queuedTokens).register(registry);
    }

    /** Gauge of a circuit breaker; it is watched, not kept alive. */
    public void watch(ModelCircuit circuit) {
        gauge(MetricNames.MODEL_CIRCUIT_STATE, circuit, c -> c.state().number()).register(registry);
    }

    /** Whether a model is there. */
    public void watchModel(BooleanSupplier ready) {
        gauge(MetricNames.MODEL_READY, ready, r -> r.getAsBoolean() ? 1 : 0)
                // the caller passes a lambda, which nothing else holds
                .strongReference(true)
                .register(registry);
    }

    /**
     * Gauges of a monitor; it is watched, not kept alive. All are there from the start, NaN while too little is known: a rule
     * that compares stays silent, and a missing series always means a missing detector. An earlier monitor of a profile of that
     * name is no longer watched.
     */
    public void watch(DriftMonitor drift) {
        forget(drift.profile());
        gauge(MetricNames.DRIFT_ANSWERS, drift, DriftMonitor::answers)
                .tag("profile", drift.profile())
                .register(registry);
        for (String signal : drift.referenced()) {
            gauge(MetricNames.DRIFT_PSI, drift, d -> d.stability(signal))
                    .tags("profile", drift.profile(), "signal", signal)
                    .register(registry);
        }
        for (String signal : drift.signals()) {
            for (double share : QUANTILES) {
                gauge(MetricNames.DRIFT_QUANTILE, drift, d -> d.quantile(signal, share))
                        .tags("profile", drift.profile(), "signal", signal, "quantile", Double.toString(share))
                        .register(registry);
            }
        }
    }

    /** Takes away the gauges of a profile that no longer judges here. */
    public void forget(String profile) {
        for (String name : List.of(
                MetricNames.DRIFT_ANSWERS,
                MetricNames.DRIFT_PSI,
                MetricNames.DRIFT_QUANTILE,
                MetricNames.PROFILE_AGE_SECONDS)) {
            registry.find(MetricCatalogue.of(name).meter())
                    .tag("profile", profile)
                    .meters()
                    .forEach(registry::remove);
        }
    }

    /** Gauge of the active profile's age. */
    public void watch(ProfileAge age, Clock clock) {
        gauge(MetricNames.PROFILE_AGE_SECONDS, age, a -> a.seconds(clock))
                .baseUnit("seconds")
                .tag("profile", age.profile())
                // nothing else holds it
                .strongReference(true)
                .register(registry);
    }

    /** Notes what the sender of a scored event thought its length to be, in tokens. */
    public void recordEstimate(long tokens) {
        counter(MetricNames.ESTIMATED_TOKENS_TOTAL).increment((double) tokens);
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
            counter(MetricNames.TOKENS_TOTAL).increment((double) result.timing().tokens());
        }
        result.verdict().ifPresent(verdict -> {
            if (verdict.outcome() instanceof Outcome.Scored scored) {
                labels(scored.label()).increment();
            }
            if (verdict.outcome() instanceof Outcome.Abstained abstained) {
                abstentions(abstained.reason().name()).increment();
            }
        });
        result.rejection().ifPresent(rejection -> deadLetters(rejection.code()).increment());
    }

    private Counter events(String outcome) {
        return counter(MetricNames.EVENTS_TOTAL, "outcome", outcome);
    }

    private Counter abstentions(String reason) {
        return counter(MetricNames.ABSTENTIONS_TOTAL, "reason", reason);
    }

    private Counter labels(Label label) {
        return counter(MetricNames.LABELS_TOTAL, "label", label.name());
    }

    private Counter deadLetters(String code) {
        return counter(MetricNames.DEAD_LETTERS_TOTAL, "code", code);
    }

    private Counter counter(String name, String... tags) {
        MetricSpec spec = MetricCatalogue.of(name);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tags(tags)
                .register(registry);
    }

    private static <T> Gauge.Builder<T> gauge(String name, T watched, ToDoubleFunction<T> value) {
        MetricSpec spec = MetricCatalogue.of(name);
        return Gauge.builder(spec.meter(), watched, value).description(spec.meaning());
    }

    private void time(String stage, Duration duration) {
        MetricSpec spec = MetricCatalogue.of(MetricNames.SCORING_SECONDS);
        Timer.builder(spec.meter())
                .description(spec.meaning())
                .tag("stage", stage)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry)
                .record(duration);
    }
}
