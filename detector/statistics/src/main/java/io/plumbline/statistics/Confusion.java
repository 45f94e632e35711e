package io.plumbline.statistics;

import java.util.OptionalDouble;

/**
 * Decisions against labels.
 *
 * @param truePositives flagged and positive
 * @param falsePositives flagged and negative
 * @param falseNegatives not flagged and positive
 * @param trueNegatives not flagged and negative
 */
public record Confusion(long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {
    public Confusion {
        if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
            throw new IllegalArgumentException("a count is negative: tp " + truePositives + ", fp " + falsePositives
                    + ", fn " + falseNegatives + ", tn " + trueNegatives);
        }
    }

    public static Confusion of(boolean[] flagged, boolean[] labels) {
        Samples.sameLength(flagged.length, labels.length);
        long[] counts = new long[4];
        for (int i = 0; i < labels.length; i++) {
            counts[(flagged[i] ? 0 : 2) + (flagged[i] == labels[i] ? 0 : 1)]++;
        }
        return new Confusion(counts[0], counts[1], counts[3], counts[2]);
    }

    /** Share of the flagged that are positive; empty if nothing is flagged. */
    public OptionalDouble precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** Share of the positives that are flagged (true positive rate); empty without positives. */
    public OptionalDouble recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    /** Share of the negatives that are flagged; empty without negatives. */
    public OptionalDouble falsePositiveRate() {
        return ratio(falsePositives, falsePositives + trueNegatives);
    }

    /** {@code 2 tp / (2 tp + fp + fn)}; empty if there is neither a positive nor a flag. */
    public OptionalDouble f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    /** Mean of true positive rate and true negative rate; one half is chance. Empty unless both classes occur. */
    public OptionalDouble balancedAccuracy() {
        OptionalDouble tpr = recall();
        OptionalDouble fpr = falsePositiveRate();
        return tpr.isEmpty() || fpr.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((tpr.getAsDouble() + 1 - fpr.getAsDouble()) / 2);
    }

    /**
     * Precision where another share of the traffic is positive, if the true and false positive rates stay as they are (prior
     * shift): {@code p tpr / (p tpr + (1 - p) fpr)}.
     *
     * @param baseRate share of positives, in (0, 1)
     * @return empty unless both rates are known and something would be flagged
     */
    public OptionalDouble precisionAt(double baseRate) {
        OptionalDouble tpr = recall();
        OptionalDouble fpr = falsePositiveRate();
        return tpr.isEmpty() || fpr.isEmpty()
                ? OptionalDouble.empty()
                : precisionAt(baseRate, tpr.getAsDouble(), fpr.getAsDouble());
    }

    /** As {@link #precisionAt(double)}, of given rates. */
    public static OptionalDouble precisionAt(double baseRate, double truePositiveRate, double falsePositiveRate) {
        if (!(baseRate > 0 && baseRate < 1)) {
            throw new IllegalArgumentException("a base rate of " + baseRate + " is not in (0, 1)");
        }
        double hits = baseRate * truePositiveRate;
        double flags = hits + (1 - baseRate) * falsePositiveRate;
        return flags == 0 ? OptionalDouble.empty() : OptionalDouble.of(hits / flags);
    }

    /** F1 of flagging everything, given the share of positives: what a threshold must beat before its F1 means anything. */
    public static double f1OfFlaggingAll(double positiveShare) {
        return 2 * positiveShare / (1 + positiveShare);
    }

    private static OptionalDouble ratio(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
