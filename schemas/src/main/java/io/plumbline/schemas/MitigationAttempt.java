package io.plumbline.schemas;

import java.util.Optional;

/**
 * A candidate and what became of it. Its text is in the event only if it was taken.
 *
 * @param strategy name of the strategy, with its version
 * @param probability calibrated probability that it is not supported; empty if it was not scored
 * @param rejection why it was not taken; empty if it was
 * @param detail what was found and what the limit is, for a person; may be empty
 * @param newTokens tokens written
 * @param passes runs of a model while it was written
 * @param runTokens tokens run through a model while it was written
 * @param reruns steps that ran again with interventions
 */
public record MitigationAttempt(
        String strategy,
        Optional<Double> probability,
        Optional<MitigationReason> rejection,
        String detail,
        int newTokens,
        int passes,
        long runTokens,
        int reruns) {
    public MitigationAttempt {
        Checks.notEmpty("strategy", strategy);
        probability.ifPresent(p -> Checks.unit("probability", p));
        Checks.count("newTokens", newTokens);
        Checks.count("passes", passes);
        Checks.count("reruns", reruns);
        if (runTokens < 0) {
            throw new IllegalArgumentException("runTokens is negative: " + runTokens);
        }
    }
}
