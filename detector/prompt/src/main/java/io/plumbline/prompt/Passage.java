package io.plumbline.prompt;

import java.util.Objects;

/**
 * One retrieved document, or a part of one.
 *
 * @param id how evidence names it; not empty
 * @param title shown to the model before the text and never counted as context; empty when there is none
 * @param text what the answer may stand on
 */
public record Passage(String id, String title, String text) {
    public Passage {
        Objects.requireNonNull(title, "title is null");
        Objects.requireNonNull(text, "text is null");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a passage needs an id");
        }
    }
}
