package io.plumbline.attribution;

import io.plumbline.model.CharSpan;
import java.util.List;
import java.util.Objects;

/**
 * The sentences behind a part of an answer.
 *
 * @param span UTF-16 units of the answer
 * @param tokens tokens of the answer that share a character with it
 * @param ranked the measured sentences, highest score first; equal scores in the order of the context
 */
public record SpanAttribution(CharSpan span, int tokens, List<SentenceScore> ranked) {
    public SpanAttribution {
        Objects.requireNonNull(span, "span is null");
        ranked = List.copyOf(ranked);
        if (tokens < 1) {
            throw new IllegalArgumentException("a span of " + tokens + " tokens");
        }
    }
}
