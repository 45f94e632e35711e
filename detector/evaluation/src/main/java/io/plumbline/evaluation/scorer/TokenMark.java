package io.plumbline.evaluation.scorer;

import io.plumbline.model.CharSpan;
import java.util.Objects;

/**
 * The score of one token of an answer.
 *
 * @param span UTF-16 units of the response; not empty
 * @param score higher means less supported; a probability where the scorer has one, any finite number otherwise
 */
public record TokenMark(CharSpan span, double score) {
    public TokenMark {
        Objects.requireNonNull(span, "span is null");
        if (span.isEmpty() || !Double.isFinite(score)) {
            throw new IllegalArgumentException("token " + span + " with score " + score);
        }
    }
}
