package io.plumbline.evaluation.scorer;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Where a scorer starts to call an answer hallucinated; frozen before the answers evaluated here were seen.
 *
 * @param scale what it is compared with
 * @param value an answer at or above it is flagged
 */
public record Threshold(Scale scale, double value) {
    /** What of an {@link AnswerScore} is compared. */
    public enum Scale {
        SCORE,
        PROBABILITY
    }

    public Threshold {
        Objects.requireNonNull(scale, "scale is null");
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a threshold must be finite and is " + value);
        }
    }

    /**
     * Whether the answer is flagged.
     *
     * @throws IllegalStateException if the threshold is a probability and the answer has none
     */
    public boolean flags(AnswerScore answer) {
        if (scale == Scale.SCORE) {
            return answer.score() >= value;
        }
        OptionalDouble probability = answer.probability();
        return probability.orElseThrow(
                        () -> new IllegalStateException("a threshold on probabilities, and an answer without one"))
                >= value;
    }
}
