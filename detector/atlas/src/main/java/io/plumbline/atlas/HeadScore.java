package io.plumbline.atlas;

import java.util.List;

/**
 * One head's score in one family.
 *
 * @param mean over probes
 * @param low 2.5th percentile by bootstrap over groups of probes
 * @param high 97.5th percentile
 * @param probes the score on each probe, in the order of the family's probes; empty for a score that is not measured on
 *     probes but computed from weights (then low = mean = high)
 */
public record HeadScore(double mean, double low, double high, List<Double> probes) {
    private static final double ROUNDING = 1e-5;

    public HeadScore {
        new Estimate(mean, low, high);
        probes = List.copyOf(probes);
        probes.forEach(value -> Checks.finite("a probe's score", value));
        if (probes.isEmpty() && (low != mean || high != mean)) {
            throw new IllegalArgumentException("an interval around " + mean + ", and no probes");
        }
        if (!probes.isEmpty()) {
            double sum = probes.stream().mapToDouble(Double::doubleValue).sum();
            if (Math.abs(sum / probes.size() - mean) > ROUNDING) {
                throw new IllegalArgumentException("mean " + mean + " of probes whose mean is " + sum / probes.size());
            }
        }
    }
}
