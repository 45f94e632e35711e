package io.plumbline.atlas;

/**
 * A mean with its 95 % interval by bootstrap over groups of probes.
 *
 * @param mean over probes
 * @param low 2.5th percentile of the resamples' means
 * @param high 97.5th percentile
 */
public record Estimate(double mean, double low, double high) {
    public Estimate {
        Checks.finite("mean", mean);
        Checks.finite("low", low);
        Checks.finite("high", high);
        if (low > high) {
            throw new IllegalArgumentException("an interval from " + low + " to " + high);
        }
    }
}
