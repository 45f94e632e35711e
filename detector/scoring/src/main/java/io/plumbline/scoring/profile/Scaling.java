package io.plumbline.scoring.profile;

/**
 * What a value is beside what is usual: {@code (value - center - perLogContext · ln(context tokens) - perLogPosition · ln(1 +
 * position)) / scale}, cut off at ±{@value #LIMIT}. A robust scaler has the train median, the distance from the 10th to
 * the 90th percentile, and no slopes. With slopes it is a null model: what is usual depends on how long the context is and
 * how far the answer has come, so that a score means the same across lengths.
 *
 * @param center subtracted
 * @param perLogContext rise of the usual value for each unit of ln(context tokens)
 * @param perLogPosition rise of the usual value for each unit of ln(1 + position in the answer, from 0)
 * @param scale divided by; positive
 */
public record Scaling(double center, double perLogContext, double perLogPosition, double scale) {
    /** No single token outweighs more than this many ordinary ones. */
    public static final double LIMIT = 8;

    /** Leaves values as they are, up to the limit. */
    public static final Scaling NONE = new Scaling(0, 1);

    public Scaling {
        Checks.finite("center", center);
        Checks.finite("perLogContext", perLogContext);
        Checks.finite("perLogPosition", perLogPosition);
        Checks.finite("scale", scale);
        if (scale <= 0) {
            throw new IllegalArgumentException("scale " + scale + " is not positive");
        }
    }

    /** Without slopes. */
    public Scaling(double center, double scale) {
        this(center, 0, 0, scale);
    }

    /**
     * The scaled value; 0 for NaN, which stands for a value that is not defined at this token.
     *
     * @param contextTokens tokens of passage text, at least 1
     * @param position of the token in the answer, from 0
     */
    public double apply(double value, int contextTokens, int position) {
        if (Double.isNaN(value)) {
            return 0;
        }
        double usual = center;
        if (perLogContext != 0) {
            // StrictMath: the same bits on every machine
            usual += perLogContext * StrictMath.log(Math.max(1, contextTokens));
        }
        if (perLogPosition != 0) {
            usual += perLogPosition * StrictMath.log1p(position);
        }
        return Math.max(-LIMIT, Math.min(LIMIT, (value - usual) / scale));
    }
}
