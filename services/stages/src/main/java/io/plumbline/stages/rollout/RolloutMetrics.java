package io.plumbline.stages.rollout;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.stages.MetricCatalogue;
import io.plumbline.stages.MetricNames;
import io.plumbline.stages.MetricSpec;
import io.plumbline.stages.StageResult;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Meters of routing and of profiles on trial; all are there from the start, those of a trial from its start, so that a rate of
 * them is zero and not absent. Thread-safe.
 */
public final class RolloutMetrics {
    private static final List<Label> LABELS = List.of(Label.SUPPORTED, Label.HALLUCINATED);

    /** Stands for a trial until there is one, so that the meter is there. */
    private static final String NO_TRIAL = "none";

    private final MeterRegistry registry;
    private final AtomicInteger version = new AtomicInteger();

    public RolloutMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry is null");
        MetricCatalogue.SHADOW_OUTCOMES.forEach(this::shadows);
        compared(NO_TRIAL);
        changes("APPLIED");
        changes("REFUSED");
        MetricSpec spec = MetricCatalogue.of(MetricNames.ROUTING_VERSION);
        Gauge.builder(spec.meter(), version, AtomicInteger::get)
                .description(spec.meaning())
                .register(registry);
    }

    /**
     * The table in force.
     *
     * @param trials names of the profiles that it has on trial
     */
    public void applied(int newVersion, Collection<String> trials) {
        trials.forEach(this::compared);
        version.set(newVersion);
        changes("APPLIED").increment();
    }

    /** A table that cannot be served here. */
    public void refused() {
        changes("REFUSED").increment();
    }

    /** A trial that was published. */
    void shadow(VerdictEvent active, StageResult result) {
        shadows(result.outcome()).increment();
        result.verdict().ifPresent(verdict -> {
            if (active.outcome() instanceof Outcome.Scored one && verdict.outcome() instanceof Outcome.Scored other) {
                comparisons(verdict.profileName(), one.label(), other.label()).increment();
            }
        });
    }

    void shadowDropped() {
        shadows("DROPPED").increment();
    }

    void shadowUnpublished() {
        shadows("UNPUBLISHED").increment();
    }

    private Counter shadows(String outcome) {
        return counter(MetricNames.SHADOW_EVENTS_TOTAL, "outcome", outcome);
    }

    private void compared(String trial) {
        LABELS.forEach(active -> LABELS.forEach(shadow -> comparisons(trial, active, shadow)));
    }

    private Counter comparisons(String trial, Label active, Label shadow) {
        return counter(
                MetricNames.SHADOW_COMPARISONS_TOTAL, "trial", trial, "active", active.name(), "shadow", shadow.name());
    }

    private Counter changes(String outcome) {
        return counter(MetricNames.ROUTING_CHANGES_TOTAL, "outcome", outcome);
    }

    private Counter counter(String name, String... tags) {
        MetricSpec spec = MetricCatalogue.of(name);
        return Counter.builder(spec.meter())
                .description(spec.meaning())
                .tags(tags)
                .register(registry);
    }
}
