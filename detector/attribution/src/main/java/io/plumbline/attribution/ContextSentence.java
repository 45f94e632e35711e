package io.plumbline.attribution;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import java.util.Objects;

/**
 * A sentence of a passage.
 *
 * @param passageId id of the passage
 * @param span UTF-16 units of the passage's text
 * @param tokens of the rendered prompt; a token shared with a neighbour counts for both
 */
public record ContextSentence(String passageId, CharSpan span, TokenSpan tokens) {
    public ContextSentence {
        Objects.requireNonNull(passageId, "passageId is null");
        Objects.requireNonNull(span, "span is null");
        Objects.requireNonNull(tokens, "tokens is null");
    }
}
