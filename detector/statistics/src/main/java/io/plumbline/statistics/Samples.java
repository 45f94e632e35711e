package io.plumbline.statistics;

/** Argument checks shared by the functions. */
final class Samples {
    private Samples() {}

    static void sameLength(int first, int second) {
        if (first != second) {
            throw new IllegalArgumentException(first + " values beside " + second);
        }
    }

    static void notEmpty(int length) {
        if (length == 0) {
            throw new IllegalArgumentException("no values");
        }
    }

    static void finite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a value is not finite: " + value);
            }
        }
    }

    static int count(boolean[] labels) {
        int positives = 0;
        for (boolean label : labels) {
            positives += label ? 1 : 0;
        }
        return positives;
    }

    static int[] bothClasses(boolean[] labels) {
        int positives = count(labels);
        if (positives == 0 || positives == labels.length) {
            throw new IllegalArgumentException(
                    positives + " positives of " + labels.length + " rows: both classes are needed");
        }
        return new int[] {positives, labels.length - positives};
    }
}
