package io.plumbline.statistics;

/** Shares of counts. */
public final class Proportions {
    /** 97.5th percentile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    private Proportions() {}

    /**
     * 95 % Wilson score interval of a share of independent rows: lower and upper end, within [0, 1]. Unlike the normal
     * interval it does not collapse where a count is 0 or all.
     */
    public static double[] wilson(long hits, long rows) {
        if (rows < 1 || hits < 0 || hits > rows) {
            throw new IllegalArgumentException(hits + " of " + rows);
        }
        double share = (double) hits / rows;
        double center = share + Z * Z / (2.0 * rows);
        double half = Z * Math.sqrt(share * (1 - share) / rows + Z * Z / (4.0 * rows * rows));
        double scale = 1 + Z * Z / rows;
        return new double[] {Math.max(0, (center - half) / scale), Math.min(1, (center + half) / scale)};
    }
}
