package io.plumbline.scoring.profile;

/**
 * Train-fitted borders between usual and unusual.
 *
 * @param lowEcs a span whose mean ECS is at or below has low context use
 * @param lowEcsQuantile the quantile of the training tokens that gave {@code lowEcs}
 * @param highPks a span whose mean PKS (nats) is at or above is overridden by memory
 * @param highPksQuantile the quantile of the training tokens that gave {@code highPks}
 */
public record CauseRule(double lowEcs, double lowEcsQuantile, double highPks, double highPksQuantile) {
    public CauseRule {
        Checks.finite("lowEcs", lowEcs);
        Checks.probability("lowEcsQuantile", lowEcsQuantile);
        Checks.finite("highPks", highPks);
        Checks.probability("highPksQuantile", highPksQuantile);
    }
}
