package io.plumbline.evaluation.report;

import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MetricSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How the figures of a report are made, for a reader who wants to check them. */
final class MethodText {
    private MethodText() {}

    /** Term and explanation, in order. */
    static Map<String, String> entries(MetricSettings settings) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(
                "Intervals",
                EvaluationReport.INTERVAL_METHOD + "; " + settings.resamples() + " resamples, seed " + settings.seed()
                        + ". Every figure sees the same resamples. None with fewer than " + MetricSettings.MIN_DOCUMENTS
                        + " documents.");
        entries.put(
                "AUROC",
                "Probability that a hallucinated answer scores above a supported one, ties counting one half.");
        entries.put(
                "PR-AUC",
                "Average precision, no interpolation. Its chance level is the share of hallucinated answers.");
        entries.put(
                "F1, precision, recall, balanced accuracy",
                "At each scorer's frozen threshold, chosen before these answers were seen. A scorer without one has none.");
        entries.put(
                "Precision at an alert budget",
                "Share of hallucinated answers among the highest scores, as many as the budget allows; a tie at its end"
                        + " counts by its share. With fewer than " + MetricSettings.MIN_ALERTS
                        + " alerts only their number is shown.");
        entries.put(
                "Precision at a base rate",
                "Prior shift: p TPR / (p TPR + (1 \u2212 p) FPR) for p = "
                        + settings.baseRates().stream().map(Numbers::percent).collect(Collectors.joining(", "))
                        + ", with the rates of the frozen threshold. No claim where no supported answer was flagged.");
        entries.put(
                "Brier, ECE",
                "Mean squared difference of probability and label; expected calibration error over "
                        + settings.reliabilityBins()
                        + " equal-width bins (a resample's is biased upwards, so an interval may lie above its figure). Whiskers of the reliability plots are 95 % Wilson"
                        + " intervals of rows taken as independent; the area of a point is its number of answers.");
        entries.put(
                "Spans",
                "Characters (code points) summed over answers before dividing: precision = overlap / marked, recall ="
                        + " overlap / labelled, F1 = 2 overlap / (marked + labelled), as RAGTruth and LettuceDetect count. A"
                        + " character under two spans counts once. Answers count whose labelled characters are known: with"
                        + " labelled spans, or supported.");
        entries.put(
                "Tokens",
                "Pooled over answers; a token is positive if it shares a character with a labelled span. Single edit: only"
                        + " answers made wrong by one edit whose place is exactly known.");
        entries.put(
                "Differences",
                "Paired over the same resamples and the answers both scored; two-sided bootstrap p, not corrected for the"
                        + " number of comparisons.");
        entries.put(
                "Unscored answers",
                "Counted and shown; never taken for supported. A scorer's figures are of the answers it scored.");
        return entries;
    }
}
