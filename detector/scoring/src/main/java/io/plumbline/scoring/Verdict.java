package io.plumbline.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a detector says about one answer. Probabilities and scores are rounded to six decimals, so that a verdict survives
 * JSON unchanged.
 *
 * @param label {@link Label#HALLUCINATED} iff {@code probability >= threshold}
 * @param probability calibrated probability that the answer is not supported
 * @param threshold the profile's
 * @param score the response score before calibration
 * @param spans suspect parts of the answer, ascending, disjoint
 * @param tokens one entry for each token of the answer, ascending
 * @param promptTokens tokens before the answer, summed over windows
 * @param contextTokens tokens of passage text among them
 * @param responseTokens tokens of the answer
 * @param windows number of passes over parts of the passages; 1 when everything fitted
 * @param warnings for people
 * @param explanation how the score came about
 * @param evidence what the whole answer stands on, strongest first; empty unless attribution is asked for
 */
public record Verdict(
        Label label,
        double probability,
        double threshold,
        double score,
        List<FlaggedSpan> spans,
        List<TokenScore> tokens,
        int promptTokens,
        int contextTokens,
        int responseTokens,
        int windows,
        List<String> warnings,
        ScoreExplanation explanation,
        List<Evidence> evidence) {
    public Verdict {
        evidence = List.copyOf(evidence);
        Objects.requireNonNull(explanation, "explanation is null");
        spans = List.copyOf(spans);
        tokens = List.copyOf(tokens);
        warnings = List.copyOf(warnings);
        Rounding.checkProbability("probability", probability);
        Rounding.checkProbability("threshold", threshold);
        if ((label == Label.HALLUCINATED) != (probability >= threshold)) {
            throw new IllegalArgumentException(label + " with probability " + probability + ", threshold " + threshold);
        }
        if (!Double.isFinite(score) || promptTokens < 1 || contextTokens < 0 || responseTokens < 1 || windows < 1) {
            throw new IllegalArgumentException(
                    "score " + score + ", prompt tokens " + promptTokens + ", context tokens " + contextTokens
                            + ", response tokens " + responseTokens + ", windows " + windows);
        }
    }

    /** A verdict without attribution. */
    public Verdict(
            Label label,
            double probability,
            double threshold,
            double score,
            List<FlaggedSpan> spans,
            List<TokenScore> tokens,
            int promptTokens,
            int contextTokens,
            int responseTokens,
            int windows,
            List<String> warnings,
            ScoreExplanation explanation) {
        this(
                label,
                probability,
                threshold,
                score,
                spans,
                tokens,
                promptTokens,
                contextTokens,
                responseTokens,
                windows,
                warnings,
                explanation,
                List.of());
    }

    /** The same with sentences that carry its spans and the whole answer. */
    public Verdict attributed(List<FlaggedSpan> attributedSpans, List<Evidence> ofTheAnswer) {
        return with(attributedSpans, warnings, ofTheAnswer);
    }

    /** The same with one more warning. */
    public Verdict warned(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(warning);
        return with(spans, more, evidence);
    }

    private Verdict with(List<FlaggedSpan> otherSpans, List<String> otherWarnings, List<Evidence> otherEvidence) {
        return new Verdict(
                label,
                probability,
                threshold,
                score,
                otherSpans,
                tokens,
                promptTokens,
                contextTokens,
                responseTokens,
                windows,
                otherWarnings,
                explanation,
                otherEvidence);
    }

    /** How the score came about. */
    public ScoreExplanation explain() {
        return explanation;
    }
}
