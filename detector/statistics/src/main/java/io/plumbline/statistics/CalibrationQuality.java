package io.plumbline.statistics;

/** How far probabilities are from what happens. */
public final class CalibrationQuality {
    private CalibrationQuality() {}

    /** Mean squared difference between probability and outcome (Brier); 0 is best. */
    public static double brier(double[] probabilities, boolean[] labels) {
        check(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            double difference = probabilities[i] - (labels[i] ? 1 : 0);
            sum += difference * difference;
        }
        return sum / labels.length;
    }

    /**
     * Expected calibration error: over {@code bins} equal-width bins, the mean absolute difference between mean probability
     * and share of positives, weighted by the bin's rows. Probability 1 falls into the last bin.
     */
    public static double expectedCalibrationError(double[] probabilities, boolean[] labels, int bins) {
        check(probabilities, labels);
        if (bins < 1) {
            throw new IllegalArgumentException("bins " + bins);
        }
        double[] difference = new double[bins];
        for (int i = 0; i < labels.length; i++) {
            difference[bin(probabilities[i], bins)] += probabilities[i] - (labels[i] ? 1 : 0);
        }
        double sum = 0;
        for (double d : difference) {
            sum += Math.abs(d);
        }
        return sum / labels.length;
    }

    /** The equal-width bin of a probability. */
    static int bin(double probability, int bins) {
        return Math.min(bins - 1, (int) (probability * bins));
    }

    static void check(double[] probabilities, boolean[] labels) {
        Samples.sameLength(probabilities.length, labels.length);
        Samples.notEmpty(labels.length);
        for (double p : probabilities) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("not a probability: " + p);
            }
        }
    }
}
