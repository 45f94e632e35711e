package io.plumbline.evaluation.fit;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a threshold is chosen for.
 *
 * @param goal the measure
 * @param precision for {@link Goal#PRECISION} the share of alerts that must be right, else 0
 */
public record ThresholdObjective(Goal goal, double precision) {
    /** Hallucinated and supported answers count the same: does not depend on their share. */
    public static final ThresholdObjective BALANCED = new ThresholdObjective(Goal.BALANCED, 0);

    /** The measure. */
    public enum Goal {
        /** Highest mean of the two classes' recalls. */
        BALANCED,
        /** Highest F1 of the hallucinated class. */
        F1,
        /** Lowest threshold whose alerts reach a precision. */
        PRECISION
    }

    public ThresholdObjective {
        if ((goal == Goal.PRECISION) != (precision > 0 && precision <= 1)) {
            throw new IllegalArgumentException(goal + " with precision " + precision);
        }
    }

    /** Reads {@code balanced}, {@code f1} or {@code precision=0.9}. */
    public static ThresholdObjective parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("balanced")) {
            return BALANCED;
        } else if (lower.equals("f1")) {
            return new ThresholdObjective(Goal.F1, 0);
        } else if (lower.startsWith("precision=")) {
            try {
                return new ThresholdObjective(
                        Goal.PRECISION, Double.parseDouble(lower.substring("precision=".length())));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("precision=0.9, for example; got " + text, e);
            }
        }
        throw new IllegalArgumentException("an objective is balanced, f1 or precision=0.9; got " + text);
    }

    /**
     * The threshold: half way between two neighbouring probabilities, so that equal ones stay together.
     *
     * @throws UnfitException if a precision was asked for that no threshold reaches
     */
    public double choose(double[] probabilities, boolean[] labels) {
        double[] sorted = Arrays.stream(probabilities).sorted().distinct().toArray();
        double best = Double.NEGATIVE_INFINITY;
        double chosen = 0.5;
        for (int i = 1; i < sorted.length; i++) {
            double threshold = (sorted[i - 1] + sorted[i]) / 2;
            double value = value(probabilities, labels, threshold);
            if (value > best) {
                best = value;
                chosen = threshold;
            }
        }
        if (goal == Goal.PRECISION && best < 0) {
            throw new UnfitException("no threshold has " + precision
                    + " of its alerts right on the development rows; ask for less, or label more");
        }
        return chosen;
    }

    private double value(double[] probabilities, boolean[] labels, double threshold) {
        double hits = 0;
        double alarms = 0;
        double positives = 0;
        for (int i = 0; i < labels.length; i++) {
            positives += labels[i] ? 1 : 0;
            if (probabilities[i] >= threshold) {
                hits += labels[i] ? 1 : 0;
                alarms += labels[i] ? 0 : 1;
            }
        }
        double negatives = labels.length - positives;
        return switch (goal) {
            case BALANCED -> hits / positives + (negatives - alarms) / negatives;
            case F1 -> 2 * hits / (hits + alarms + positives);
            // the lowest threshold has the most hits
            case PRECISION -> hits / (hits + alarms) >= precision ? hits : -1;
        };
    }
}
