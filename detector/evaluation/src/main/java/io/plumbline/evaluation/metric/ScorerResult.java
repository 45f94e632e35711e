package io.plumbline.evaluation.metric;

import java.util.List;
import java.util.Optional;

/**
 * One scorer on one slice. What the scorer or the rows do not allow is absent.
 *
 * @param scorer its name
 * @param coverage which rows it scored
 * @param auroc needs both classes
 * @param prAuc average precision; its chance level is the share of positives
 * @param decision needs a frozen threshold
 * @param alerts for each budget
 * @param calibration needs probabilities
 * @param spans needs a scorer that marks spans and rows with labelled ones
 * @param tokens needs token scores and rows with labelled spans
 * @param singleEditTokens as {@code tokens}, of the answers that were made wrong by one edit whose place is exactly known
 * @param curves of sets and of all sets pooled
 */
public record ScorerResult(
        String scorer,
        Coverage coverage,
        Optional<Estimate> auroc,
        Optional<Estimate> prAuc,
        Optional<DecisionResult> decision,
        List<AlertResult> alerts,
        Optional<CalibrationResult> calibration,
        Optional<SpanResult> spans,
        Optional<TokenResult> tokens,
        Optional<TokenResult> singleEditTokens,
        Optional<CurveResult> curves) {
    public ScorerResult {
        alerts = List.copyOf(alerts);
    }
}
