package io.plumbline.stages;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plumbline.schemas.MitigationDecision;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes the mitigator's meters of {@link MetricNames}. Thread-safe. */
public final class MitigationMetrics {
    private final MeterRegistry registry;

    public MitigationMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry is null");
        // known from the start, so that a rate over them is zero and not absent
        Stream.of(
                        MitigationDecision.ACCEPTED.name(),
                        MitigationDecision.DECLINED.name(),
                        MitigationDecision.FAILED.name(),
                        MitigationResult.REJECTED)
                .forEach(this::decisions);
        MetricCatalogue.DEAD_LETTER_CODES.forEach(this::deadLetters);
        time();
    }

    /** Notes a request that ended. */
    public void record(MitigationResult result) {
        decisions(result.decision()).increment();
        result.rejection().ifPresent(rejection -> deadLetters(rejection.code()).increment());
        time().record(result.took());
    }

    private Timer time() {
        MetricSpec spec = MetricCatalogue.of(MetricNames.MITIGATION_SECONDS);
        return Timer.builder(spec.meter())
                .description(spec.meaning())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(100))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(registry);
    }

    private Counter decisions(String decision) {
        return counter(MetricNames.MITIGATIONS_TOTAL, "decision", decision);
    }

    private Counter deadLetters(String code) {
        return counter(MetricNames.DEAD_LETTERS_TOTAL, "code", code);
    }

    private Counter counter(String name, String label, String value) {
        MetricSpec spec = MetricCatalogue.of(name);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tag(label, value)
                .register(registry);
    }
}
