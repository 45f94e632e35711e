package io.plumbline.scoring.profile;

import java.util.Objects;

/**
 * How token scores make up the score of the answer.
 *
 * @param aggregation the rule
 * @param fraction for {@link Aggregation#TOP_MEAN} the share of the highest tokens, at least one token; else 1
 */
public record ResponseRule(Aggregation aggregation, double fraction) {
    /** ReDeEP's rule. */
    public static final ResponseRule MEAN = new ResponseRule(Aggregation.MEAN, 1);

    /** The rules. */
    public enum Aggregation {
        MEAN,
        MAX,
        TOP_MEAN
    }

    public ResponseRule {
        Objects.requireNonNull(aggregation, "aggregation is null");
        if (!(fraction > 0 && fraction <= 1) || (aggregation != Aggregation.TOP_MEAN && fraction != 1)) {
            throw new IllegalArgumentException("fraction " + fraction + " with " + aggregation);
        }
    }
}
