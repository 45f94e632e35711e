package io.plumbline.evaluation.scorer;

import io.plumbline.model.CharSpan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The score of one answer.
 *
 * @param score what answers are ranked by; finite, higher means less supported
 * @param probability calibrated probability that the answer is hallucinated; empty for a scorer that has none
 * @param tokens scores of the answer's tokens in order; empty for a scorer of whole answers
 * @param spans what the scorer marks as not supported, UTF-16 units of the response; empty for a scorer that marks nothing
 *     ever, an empty list for one that found nothing to mark here
 */
public record AnswerScore(
        double score, OptionalDouble probability, List<TokenMark> tokens, Optional<List<CharSpan>> spans)
        implements ScoringOutcome {
    public AnswerScore {
        Objects.requireNonNull(probability, "probability is null");
        tokens = List.copyOf(tokens);
        spans = spans.map(List::copyOf);
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score must be finite and is " + score);
        }
        if (probability.isPresent() && !(probability.getAsDouble() >= 0 && probability.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability.getAsDouble());
        }
    }

    /** A score and nothing else. */
    public static AnswerScore of(double score) {
        return new AnswerScore(score, OptionalDouble.empty(), List.of(), Optional.empty());
    }

    /** A probability, which is also what answers are ranked by. */
    public static AnswerScore ofProbability(double probability) {
        return new AnswerScore(probability, OptionalDouble.of(probability), List.of(), Optional.empty());
    }

    @Override
    public <T> T fold(Function<AnswerScore, T> scored, Function<Unscored, T> unscored) {
        return scored.apply(this);
    }
}
