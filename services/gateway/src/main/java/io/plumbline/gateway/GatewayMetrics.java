package io.plumbline.gateway;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** The gateway's meters, {@code plumbline_gateway_*}. A tenant is never a label. */
@ApplicationScoped
public class GatewayMetrics {
    private final MeterRegistry registry;
    private final Timer publish;
    private final DistributionSummary eventBytes;

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        publish = Timer.builder("plumbline.gateway.publish")
                .description("time from decoded event to the broker's acknowledgement")
                .publishPercentileHistogram()
                .register(registry);
        eventBytes = DistributionSummary.builder("plumbline.gateway.event.size")
                .description("canonical size of accepted events")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Counts an event by what came of it: ACCEPTED, REPETITION, or the code of a problem. */
    void event(String outcome) {
        registry.counter("plumbline.gateway.events", "outcome", outcome).increment();
    }

    void published(Duration duration, int bytes) {
        publish.record(duration);
        eventBytes.record(bytes);
    }

    /** Times a synchronous score by its HTTP status. */
    void scored(Duration duration, int status) {
        registry.timer("plumbline.gateway.score", "status", Integer.toString(status))
                .record(duration);
    }

    /** Counts a record of the verdicts topic: READ or the kind of error. */
    void verdict(String outcome) {
        registry.counter("plumbline.gateway.verdicts", "outcome", outcome).increment();
    }

    void gauge(String name, String unit, String description, Supplier<Number> value) {
        io.micrometer.core.instrument.Gauge.builder("plumbline.gateway." + name, value)
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }
}
