package io.plumbline.scoring.profile;

/**
 * How flagged tokens become flagged spans: runs of tokens at or above the threshold, joined over short gaps, too short
 * ones dropped, then snapped to words.
 *
 * @param tokenThreshold probability from which a token is flagged
 * @param minTokens flagged tokens a span needs
 * @param maxGapTokens unflagged tokens a span may hold between flagged ones
 */
public record SpanRule(double tokenThreshold, int minTokens, int maxGapTokens) {
    public SpanRule {
        Checks.probability("tokenThreshold", tokenThreshold);
        Checks.atLeast("minTokens", minTokens, 1);
        Checks.atLeast("maxGapTokens", maxGapTokens, 0);
    }
}
