package io.plumbline.scoring.profile;

import java.util.List;

/**
 * The answer's score: {@code intercept + Σ weight · aggregate}.
 *
 * @param terms in a fixed order: sums run in it; at least one
 * @param intercept added
 */
public record ResponseRule(List<ResponseTerm> terms, double intercept) {
    /** ReDeEP's rule: the mean token score. */
    public static final ResponseRule MEAN = new ResponseRule(List.of(ResponseTerm.MEAN_TOKEN_SCORE), 0);

    public ResponseRule {
        terms = List.copyOf(terms);
        Checks.finite("intercept", intercept);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("an answer's score needs a term");
        }
        Checks.distinct("term", terms.stream().map(ResponseTerm::label).toList());
    }
}
