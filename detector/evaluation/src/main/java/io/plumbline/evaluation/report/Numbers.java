package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.Estimate;
import io.plumbline.statistics.Interval;
import java.util.Locale;
import java.util.Optional;

/** How figures are printed. */
public final class Numbers {
    /** Where there is no figure. */
    public static final String NONE = "\u2014";

    private Numbers() {}

    public static String three(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.equals("-0.000") ? "0.000" : text;
    }

    /** A sign in front, for differences. */
    public static String signed(double value) {
        String text = three(value);
        return text.startsWith("-") ? "\u2212" + text.substring(1) : "+" + text;
    }

    public static String estimate(Optional<Estimate> estimate) {
        return estimate.map(Numbers::estimate).orElse(NONE);
    }

    /** {@code 0.712 [0.655, 0.764]}. */
    public static String estimate(Estimate estimate) {
        return three(estimate.value())
                + estimate.interval().map(interval -> " " + interval(interval)).orElse("");
    }

    public static String interval(Interval interval) {
        return "[" + three(interval.low()) + ", " + three(interval.high()) + "]";
    }

    public static String pValue(double p) {
        return p < 0.001 ? "< 0.001" : three(p);
    }

    /** {@code 5 %}, {@code 0.5 %}. */
    public static String percent(double share) {
        double value = share * 100;
        return (value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.1f", value))
                + "\u00a0%";
    }
}
