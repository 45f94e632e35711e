package io.plumbline.scoring.profile;

import io.plumbline.scoring.feature.Feature;
import java.util.Objects;
import java.util.Optional;

/**
 * One part of the answer's score: an aggregate over the answer's tokens, of the token score or of a scaled feature. Tokens at
 * which a feature is not defined are left out.
 *
 * @param feature which; empty for the token score
 * @param scaling of the feature's values; {@link Scaling#NONE} for the token score
 * @param aggregation from tokens to one number
 * @param fraction for {@link Aggregation#TOP_MEAN} the share of the highest tokens, at least one token; else 1
 * @param weight points for each unit
 */
public record ResponseTerm(
        Optional<Feature> feature, Scaling scaling, Aggregation aggregation, double fraction, double weight) {
    /** ReDeEP's: the mean token score. */
    public static final ResponseTerm MEAN_TOKEN_SCORE =
            new ResponseTerm(Optional.empty(), Scaling.NONE, Aggregation.MEAN, 1, 1);

    /** From tokens to one number. */
    public enum Aggregation {
        MEAN,
        MAX,
        TOP_MEAN
    }

    public ResponseTerm {
        Objects.requireNonNull(aggregation, "aggregation is null");
        Checks.finite("weight", weight);
        if (feature.isEmpty() && !scaling.equals(Scaling.NONE)) {
            throw new IllegalArgumentException("the token score is not scaled again: " + scaling);
        }
        if (!(fraction > 0 && fraction <= 1) || (aggregation != Aggregation.TOP_MEAN && fraction != 1)) {
            throw new IllegalArgumentException("fraction " + fraction + " with " + aggregation);
        }
    }

    /** Of the token score. */
    public static ResponseTerm ofTokenScore(Aggregation aggregation, double fraction, double weight) {
        return new ResponseTerm(Optional.empty(), Scaling.NONE, aggregation, fraction, weight);
    }

    /** As explanations name it: {@code mean(share:17-3)}. */
    public String label() {
        String what = feature.map(Feature::toString).orElse("token score");
        return switch (aggregation) {
            case MEAN -> "mean(" + what + ")";
            case MAX -> "max(" + what + ")";
            case TOP_MEAN -> "top " + fraction + " (" + what + ")";
        };
    }
}
