package io.plumbline.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plumbline.gateway.redaction.PersonalData;
import io.plumbline.schemas.Label;
import io.plumbline.stages.MetricCatalogue;
import io.plumbline.stages.MetricNames;
import io.plumbline.stages.MetricSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The gateway's meters, {@code plumbline_gateway_*}. A tenant is never a label. */
@ApplicationScoped
public class GatewayMetrics {
    private static final String UNSCORED = "NONE";

    private final MeterRegistry registry;
    private final Timer publish;
    private final DistributionSummary eventBytes;
    private final Counter estimatedTokens;

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        MetricSpec published = MetricCatalogue.of(MetricNames.GATEWAY_PUBLISH_SECONDS);
        publish = Timer.builder(published.meter())
                .description(published.meaning())
                .publishPercentileHistogram()
                .register(registry);
        MetricSpec size = MetricCatalogue.of(MetricNames.GATEWAY_EVENT_SIZE_BYTES);
        eventBytes = DistributionSummary.builder(size.meter())
                .description(size.meaning())
                .baseUnit("bytes")
                .register(registry);
        MetricSpec estimate = MetricCatalogue.of(MetricNames.GATEWAY_ESTIMATED_TOKENS_TOTAL);
        estimatedTokens = Counter.builder(estimate.meter())
                .description(estimate.meaning())
                .register(registry);
        // alerts take rates of these: known from the start, so that none is absent and no first increment is missed
        count(MetricNames.GATEWAY_EVENTS_TOTAL, "ACCEPTED");
        count(MetricNames.GATEWAY_EVENTS_TOTAL, "BROKER_UNAVAILABLE");
        for (String outcome : List.of("CHAT", "RETRIEVAL", "OTHER", "WITHOUT_CONTENT", "REPETITION", "MALFORMED")) {
            count(MetricNames.GATEWAY_SPANS_TOTAL, outcome);
        }
        for (String outcome : List.of("JOINED", "OWN_CONTEXT", "NO_CONTEXT", "EVICTED")) {
            count(MetricNames.GATEWAY_JOINS_TOTAL, outcome);
        }
        for (String target : List.of("OTLP_EVENT", "OTLP_SPAN", "WEBHOOK")) {
            List.of("SENT", "REFUSED", "EXHAUSTED").forEach(outcome -> emissions(target, outcome));
        }
        for (String verdict : List.of(Label.SUPPORTED.name(), Label.HALLUCINATED.name(), UNSCORED)) {
            feedbacks(verdict, Label.SUPPORTED);
            feedbacks(verdict, Label.HALLUCINATED);
        }
        for (PersonalData kind : PersonalData.values()) {
            redactions(kind.name());
        }
    }

    /** Counts an event by what came of it: ACCEPTED, REPETITION, or the code of a problem. */
    void event(String outcome) {
        count(MetricNames.GATEWAY_EVENTS_TOTAL, outcome).increment();
    }

    void published(Duration duration, int bytes) {
        publish.record(duration);
        eventBytes.record(bytes);
    }

    /** Adds the estimated length of an accepted event, in tokens. */
    void estimated(long tokens) {
        estimatedTokens.increment((double) tokens);
    }

    /** Times a synchronous score by its HTTP status. */
    void scored(Duration duration, int status) {
        MetricSpec spec = MetricCatalogue.of(MetricNames.GATEWAY_SCORE_SECONDS);
        Timer.builder(spec.meter())
                .description(spec.meaning())
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(duration);
    }

    /** Counts a record of the verdicts topic: READ or the kind of error. */
    void verdict(String outcome) {
        count(MetricNames.GATEWAY_VERDICTS_TOTAL, outcome).increment();
    }

    /** Counts spans by what they are to us. */
    void span(String outcome, int number) {
        count(MetricNames.GATEWAY_SPANS_TOTAL, outcome).increment(number);
    }

    /** Counts an answer that left the join window. */
    void join(String exit) {
        count(MetricNames.GATEWAY_JOINS_TOTAL, exit).increment();
    }

    /** Counts what came of telling one target of one verdict. */
    public void emitted(String target, String outcome) {
        emissions(target, outcome).increment();
    }

    /**
     * Counts what a person said.
     *
     * @param verdict what the verdict said; empty if it was not scored
     */
    void feedback(Optional<String> verdict, Label label) {
        feedbacks(verdict.orElse(UNSCORED), label).increment();
    }

    private Counter feedbacks(String verdict, Label label) {
        MetricSpec spec = MetricCatalogue.of(MetricNames.GATEWAY_FEEDBACK_TOTAL);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tag("verdict", verdict)
                .tag("label", label.name())
                .register(registry);
    }

    /** Counts values of one kind that were taken out of an event. */
    void redacted(String kind, int number) {
        redactions(kind).increment(number);
    }

    private Counter redactions(String kind) {
        MetricSpec spec = MetricCatalogue.of(MetricNames.GATEWAY_REDACTED_VALUES_TOTAL);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tag("kind", kind)
                .register(registry);
    }

    private Counter emissions(String target, String outcome) {
        MetricSpec spec = MetricCatalogue.of(MetricNames.GATEWAY_EMITTED_TOTAL);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tag("target", target)
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter count(String name, String outcome) {
        MetricSpec spec = MetricCatalogue.of(name);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A gauge of {@link MetricNames}. */
    void gauge(String name, Supplier<Number> value) {
        MetricSpec spec = MetricCatalogue.of(name);
        Gauge.builder(spec.meter(), value)
                .baseUnit(spec.unit())
                .description(spec.meaning())
                .register(registry);
    }
}
