package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import java.util.Objects;

/**
 * A few tokens of one passage.
 *
 * @param passageId id of the passage
 * @param tokens positions in the window's prompt
 * @param chars the characters of the original passage that they hold, UTF-16 units
 */
public record PassagePart(String passageId, TokenSpan tokens, CharSpan chars) {
    public PassagePart {
        Objects.requireNonNull(passageId, "passageId is null");
        Objects.requireNonNull(tokens, "tokens is null");
        Objects.requireNonNull(chars, "chars is null");
    }
}
