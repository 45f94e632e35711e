package io.plumbline.mitigation;

/**
 * A candidate beside the original, in the profile's own terms.
 *
 * @param scoreBefore the original's response score before calibration
 * @param scoreAfter the candidate's
 * @param standardError of their difference; see {@link ScoreNoise}
 * @param probabilityBefore the original's calibrated probability
 * @param probabilityAfter the candidate's
 * @param threshold which the candidate must stay below
 * @param ceiling highest probability that counts as an improvement: what is left of the original's after the larger of the
 *     rule's smallest drop and z standard errors
 */
public record Comparison(
        double scoreBefore,
        double scoreAfter,
        double standardError,
        double probabilityBefore,
        double probabilityAfter,
        double threshold,
        double ceiling) {

    /** By how much the probability has to fall. */
    public double margin() {
        return probabilityBefore - ceiling;
    }

    public boolean belowThreshold() {
        return probabilityAfter < threshold;
    }

    public boolean beyondNoise() {
        return probabilityAfter <= ceiling;
    }
}
