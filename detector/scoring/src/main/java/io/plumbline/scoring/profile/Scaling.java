package io.plumbline.scoring.profile;

/**
 * {@code (value - center) / scale}. A robust scaler has the train median and interquartile range, a min-max scaler the
 * minimum and the range.
 *
 * @param center subtracted
 * @param scale divided by; positive
 */
public record Scaling(double center, double scale) {
    /** Leaves values as they are. */
    public static final Scaling NONE = new Scaling(0, 1);

    public Scaling {
        Checks.finite("center", center);
        Checks.finite("scale", scale);
        if (scale <= 0) {
            throw new IllegalArgumentException("scale " + scale + " is not positive");
        }
    }

    public double apply(double value) {
        return (value - center) / scale;
    }
}
