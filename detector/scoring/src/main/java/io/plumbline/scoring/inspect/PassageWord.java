package io.plumbline.scoring.inspect;

import io.plumbline.model.CharSpan;
import java.util.Objects;

/**
 * A word of a passage, or a run of words that attention was read for together, as where one token holds parts of two.
 *
 * @param passageId id of the passage
 * @param span UTF-16 units of the passage's text; not empty, no white space at its ends
 */
public record PassageWord(String passageId, CharSpan span) {
    public PassageWord {
        Objects.requireNonNull(passageId, "passageId is null");
        if (span.isEmpty()) {
            throw new IllegalArgumentException("an empty word of passage " + passageId);
        }
    }
}
