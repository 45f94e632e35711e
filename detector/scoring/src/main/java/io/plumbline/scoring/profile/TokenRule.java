package io.plumbline.scoring.profile;

import java.util.List;

/**
 * A token's score: {@code intercept + Σ weight · scaling(feature)}, then the mean over {@code smoothing} tokens around it (cut
 * off at the ends). Higher is more suspect.
 *
 * @param terms in a fixed order: sums run in it
 * @param intercept added to every token score
 * @param smoothing odd number of tokens; 1 smooths nothing
 */
public record TokenRule(List<TokenTerm> terms, double intercept, int smoothing) {
    private static final int MOST_SMOOTHING = 99;

    public TokenRule {
        terms = List.copyOf(terms);
        Checks.finite("intercept", intercept);
        if (smoothing < 1 || smoothing > MOST_SMOOTHING || smoothing % 2 == 0) {
            throw new IllegalArgumentException("smoothing " + smoothing + "; odd, 1 to " + MOST_SMOOTHING);
        }
        Checks.distinct("feature", terms.stream().map(TokenTerm::feature).toList());
    }
}
