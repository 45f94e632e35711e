package io.plumbline.evaluation.metric;

import io.plumbline.statistics.Confusion;
import java.util.List;
import java.util.Optional;

/**
 * What the frozen threshold does.
 *
 * @param confusion decisions against labels
 * @param precision share of the flagged that are hallucinated
 * @param recall share of the hallucinated that are flagged
 * @param f1 {@code 2 tp / (2 tp + fp + fn)}
 * @param balancedAccuracy mean of true positive and true negative rate
 * @param baseRates precision projected to other shares of hallucinated answers
 */
public record DecisionResult(
        Confusion confusion,
        Optional<Estimate> precision,
        Optional<Estimate> recall,
        Optional<Estimate> f1,
        Optional<Estimate> balancedAccuracy,
        List<BaseRateResult> baseRates) {
    public DecisionResult {
        baseRates = List.copyOf(baseRates);
    }

    /**
     * Precision by prior shift.
     *
     * @param baseRate share of hallucinated answers in the traffic
     * @param precision empty where nothing is flagged, or no supported answer was flagged: a false positive rate of 0 on these
     *     rows says nothing about how small it is
     */
    public record BaseRateResult(double baseRate, Optional<Estimate> precision) {}
}
