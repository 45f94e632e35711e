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
    }

    /** Notes a request that ended. */
    public void record(MitigationResult result) {
        decisions(result.decision()).increment();
        Timer.builder(MetricNames.meter(MetricNames.MITIGATION_SECONDS))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(100))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(registry)
                .record(result.took());
    }

    private Counter decisions(String decision) {
        return registry.counter(MetricNames.meter(MetricNames.MITIGATIONS_TOTAL), "decision", decision);
    }
}
