package io.plumbline.stages;

import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which events of the stream are judged, by rules that are declared beforehand. What is not judged gets a verdict all the same:
 * {@code ABSTAINED}, with {@code NOT_SAMPLED} or {@code SHED}. "Not looked at" never looks like "clean".
 *
 * <p>Guarantees. A draw is a function of tenant and event id alone ({@link Ids#draw}): the same event falls on the same side in
 * every instance, at every delivery and in a replay; one that is judged at a rate is judged at every higher one. Only age depends
 * on time.
 */
public final class Admission {
    /** Judges everything. */
    public static final Admission ALL = new Admission(List.of());

    private final List<Rule> rules;

    /** @param rules the most specific one that matches an event decides: tenant and app, then tenant, then app, then neither */
    public Admission(List<Rule> rules) {
        this.rules = rules.stream()
                .sorted(Comparator.comparingInt(Rule::weight).reversed())
                .toList();
        Set<List<Optional<String>>> sources = new HashSet<>();
        for (Rule rule : this.rules) {
            if (!sources.add(List.of(rule.tenant(), rule.app()))) {
                throw new IllegalArgumentException(
                        "two rules for tenant " + rule.tenant().orElse("(any)") + " and app "
                                + rule.app().orElse("(any)"));
            }
        }
    }

    /**
     * A rule.
     *
     * @param tenant whom it is for; empty for all
     * @param app which application's answers; empty for all
     * @param always for sources under suspicion or under a duty: all is judged, however late
     * @param rate share of the events that is judged, in [0, 1]
     * @param shedAfter an event this old when its turn comes is not judged; empty for no limit
     * @param overload when only a share is judged; empty for never
     */
    public record Rule(
            Optional<String> tenant,
            Optional<String> app,
            boolean always,
            double rate,
            Optional<Duration> shedAfter,
            Optional<Overload> overload) {
        public Rule {
            Objects.requireNonNull(tenant, "tenant is null");
            Objects.requireNonNull(app, "app is null");
            requireShare("rate", rate);
            shedAfter.ifPresent(limit -> requirePositive("shedAfter", limit));
            if (always && (rate < 1 || shedAfter.isPresent() || overload.isPresent())) {
                throw new IllegalArgumentException(
                        "a rule that judges always has no rate " + rate + ", limit of age or overload");
            }
        }

        private boolean matches(GenerationEvent event) {
            return tenant.filter(wanted -> !wanted.equals(event.tenant())).isEmpty()
                    && app.filter(wanted -> !event.source().app().equals(Optional.of(wanted)))
                            .isEmpty();
        }

        private int weight() {
            return (tenant.isPresent() ? 2 : 0) + (app.isPresent() ? 1 : 0);
        }
    }

    /**
     * Relief under load.
     *
     * @param from age of an event, when its turn comes, from which only a share is judged
     * @param share of the sampled events that is still judged then, in [0, 1]
     */
    public record Overload(Duration from, double share) {
        public Overload {
            requirePositive("overload from", from);
            requireShare("overload share", share);
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " " + share + " is not in [0, 1]");
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " " + duration + " is not above 0");
        }
    }

    /**
     * Why the event is not judged; empty if it is.
     *
     * @param age since it was written to its topic
     */
    public Optional<Outcome.Abstained> refusal(GenerationEvent event, Duration age) {
        return rules.stream()
                .filter(rule -> rule.matches(event))
                .findFirst()
                .filter(rule -> !rule.always())
                .flatMap(rule -> refusal(rule, event, age));
    }

    private static Optional<Outcome.Abstained> refusal(Rule rule, GenerationEvent event, Duration age) {
        double draw = Ids.draw(event.tenant(), event.id());
        if (draw >= rule.rate()) {
            return abstained(AbstentionReason.NOT_SAMPLED, "the rule for this source judges a share of " + rule.rate());
        }
        if (rule.shedAfter().filter(limit -> age.compareTo(limit) >= 0).isPresent()) {
            return abstained(
                    AbstentionReason.SHED,
                    "older than " + rule.shedAfter().orElseThrow()
                            + " when its turn came, by the rule for this source");
        }
        return rule.overload()
                // of the sampled: a share of the draws below the rate
                .filter(load -> age.compareTo(load.from()) >= 0 && draw >= rule.rate() * load.share())
                .flatMap(load -> abstained(
                        AbstentionReason.SHED,
                        "older than " + load.from() + " when its turn came: then a share of " + load.share()
                                + " is judged, by the rule for this source"));
    }

    private static Optional<Outcome.Abstained> abstained(AbstentionReason reason, String detail) {
        return Optional.of(new Outcome.Abstained(reason, detail));
    }
}
