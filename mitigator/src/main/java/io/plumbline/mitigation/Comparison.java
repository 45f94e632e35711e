package io.plumbline.mitigation;

/**
 * A candidate beside the original, in the profile's own terms. Scores are compared as well as probabilities: where the
 * calibration is flat, another score is the same probability.
 *
 * @param scoreBefore the original's response score before calibration
 * @param scoreAfter the candidate's
 * @param standardError of their difference; see {@link ScoreNoise}
 * @param probabilityBefore the original's calibrated probability
 * @param probabilityAfter the candidate's
 * @param threshold which the candidate must stay below
 * @param scoreCeiling what the candidate's score must stay below: the original's less z standard errors; negative
 *     infinity, which no score is below, where the standard error is infinite
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
        double scoreCeiling,
        double ceiling) {

    /** By how much the probability has to fall. */
    public double margin() {
        return probabilityBefore - ceiling;
    }

    public boolean belowThreshold() {
        return probabilityAfter < threshold;
    }

    /** Whether probability and score have both fallen as far as the rule asks. */
    public boolean beyondNoise() {
        return probabilityAfter <= ceiling && scoreAfter < scoreCeiling;
    }
}
