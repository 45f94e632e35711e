package io.plumbline.mitigation.preset;

/**
 * When a candidate is better than the original: its calibrated probability lies below the threshold, at least {@code
 * minimumDrop} below the original's, and its score lower than the original's by more than {@code z} standard errors of the
 * difference. The standard error is the profile's own on these two answers: a jackknife that leaves out one token at a time
 * (see {@link io.plumbline.mitigation.ScoreNoise}).
 *
 * @param minimumDrop of the probability, in [0, 1)
 * @param z one-sided; 1.645 is 95 % for one candidate. Several candidates are several chances: 2.13 is 95 % for three
 * @param source why these numbers
 */
public record AcceptanceRule(double minimumDrop, double z, String source) {
    public AcceptanceRule {
        if (!(minimumDrop >= 0 && minimumDrop < 1) || !(z >= 0) || !Double.isFinite(z)) {
            throw new IllegalArgumentException("minimumDrop " + minimumDrop + ", z " + z);
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException("source is blank");
        }
    }
}
