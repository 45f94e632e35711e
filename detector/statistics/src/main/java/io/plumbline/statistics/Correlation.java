package io.plumbline.statistics;

import org.hipparchus.stat.ranking.NaturalRanking;

/** Linear and rank correlation. */
public final class Correlation {
    private Correlation() {}

    /**
     * Pearson's coefficient, from centred sums.
     *
     * @throws IllegalArgumentException if one side is constant
     */
    public static double pearson(double[] x, double[] y) {
        Samples.sameLength(x.length, y.length);
        Samples.notEmpty(x.length);
        Samples.finite(x);
        Samples.finite(y);
        double meanX = Quantiles.mean(x);
        double meanY = Quantiles.mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        if (xx == 0 || yy == 0) {
            throw new IllegalArgumentException("a constant has no correlation");
        }
        return xy / Math.sqrt(xx * yy);
    }

    /**
     * Spearman's coefficient: Pearson's of the ranks, ties sharing their mean rank.
     *
     * @throws IllegalArgumentException if one side is constant
     */
    public static double spearman(double[] x, double[] y) {
        Samples.sameLength(x.length, y.length);
        Samples.notEmpty(x.length);
        Samples.finite(x);
        Samples.finite(y);
        NaturalRanking ranking = new NaturalRanking();
        return pearson(ranking.rank(x), ranking.rank(y));
    }
}
