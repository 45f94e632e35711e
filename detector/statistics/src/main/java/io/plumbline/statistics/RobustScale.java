package io.plumbline.statistics;

/**
 * Median and interquartile range of a training sample: outliers move neither.
 *
 * @param center median
 * @param scale interquartile range; the standard deviation where that is 0, and 1 where that is 0, too
 */
public record RobustScale(double center, double scale) {
    public static RobustScale fit(double[] values) {
        double median = Quantiles.median(values);
        double range = Quantiles.quantile(values, 0.75) - Quantiles.quantile(values, 0.25);
        if (range > 0) {
            return new RobustScale(median, range);
        }
        double mean = Quantiles.mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / values.length);
        return new RobustScale(median, deviation > 0 ? deviation : 1);
    }

    public double apply(double value) {
        return (value - center) / scale;
    }
}
