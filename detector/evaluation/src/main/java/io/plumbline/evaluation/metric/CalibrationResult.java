package io.plumbline.evaluation.metric;

import io.plumbline.statistics.ReliabilityBin;
import java.util.List;

/**
 * How far probabilities are from what happened.
 *
 * @param brier mean squared difference of probability and label
 * @param ece expected calibration error over equal-width bins
 * @param bins the bins that hold rows
 */
public record CalibrationResult(Estimate brier, Estimate ece, List<ReliabilityBin> bins) {
    public CalibrationResult {
        bins = List.copyOf(bins);
    }
}
