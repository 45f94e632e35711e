package io.plumbline.evaluation.metric;

import io.plumbline.statistics.CurvePoint;
import java.util.List;

/**
 * Curves for plots, thinned.
 *
 * @param roc x false positive rate, y true positive rate
 * @param precisionRecall x recall, y precision
 */
public record CurveResult(List<CurvePoint> roc, List<CurvePoint> precisionRecall) {
    public CurveResult {
        roc = List.copyOf(roc);
        precisionRecall = List.copyOf(precisionRecall);
    }
}
