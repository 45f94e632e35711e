package io.plumbline.prompt;

import io.plumbline.model.CharSpan;
import java.util.Objects;

/**
 * Where the text of a passage, without its title, lies in a rendered prompt.
 *
 * @param passageId id of the passage
 * @param span UTF-16 units of {@link RenderedPrompt#text()}
 */
public record PassageSpan(String passageId, CharSpan span) {
    public PassageSpan {
        Objects.requireNonNull(passageId, "passageId is null");
        Objects.requireNonNull(span, "span is null");
    }
}
