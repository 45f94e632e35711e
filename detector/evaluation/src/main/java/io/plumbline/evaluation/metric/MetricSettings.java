package io.plumbline.evaluation.metric;

import java.util.List;

/**
 * What is measured, and how.
 *
 * @param resamples bootstrap resamples
 * @param seed of the resampling
 * @param alertBudgets alerts per answer of traffic, each in (0, 1]
 * @param baseRates shares of hallucinated answers for which precision is projected, each in (0, 1)
 * @param reliabilityBins equal-width bins of the calibration error
 * @param worstErrors answers listed for each detector and kind of error
 */
public record MetricSettings(
        int resamples,
        long seed,
        List<Double> alertBudgets,
        List<Double> baseRates,
        int reliabilityBins,
        int worstErrors) {
    /** A thousand resamples; budgets of 1 % and 5 %; base rates of 1 %, 5 % and 20 %. */
    public static final MetricSettings DEFAULT =
            new MetricSettings(1000, 20261123, List.of(0.01, 0.05), List.of(0.01, 0.05, 0.2), 10, 5);

    /** With fewer documents a percentile interval says more than the data do. */
    public static final int MIN_DOCUMENTS = 10;
    /** With fewer alerts a precision is an anecdote. */
    public static final int MIN_ALERTS = 30;

    public MetricSettings {
        alertBudgets = List.copyOf(alertBudgets);
        baseRates = List.copyOf(baseRates);
        if (resamples < 1 || reliabilityBins < 1 || worstErrors < 0) {
            throw new IllegalArgumentException(
                    "resamples " + resamples + ", bins " + reliabilityBins + ", worst errors " + worstErrors);
        }
        if (alertBudgets.stream().anyMatch(b -> !(b > 0 && b <= 1))
                || baseRates.stream().anyMatch(b -> !(b > 0 && b < 1))) {
            throw new IllegalArgumentException("alert budgets " + alertBudgets + ", base rates " + baseRates);
        }
    }

    /** The same with another number of resamples. */
    public MetricSettings withResamples(int count) {
        return new MetricSettings(count, seed, alertBudgets, baseRates, reliabilityBins, worstErrors);
    }
}
