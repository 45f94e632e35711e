package io.plumbline.schemas;

import java.util.Optional;

/**
 * A retrieved passage.
 *
 * @param id unique within the event
 * @param title given to the model, not counted as context
 * @param text what an answer may stand on
 */
public record Passage(String id, Optional<String> title, String text) {
    public Passage {
        Checks.notEmpty("passage id", id);
        Checks.notEmpty("passage text", text);
    }

    public static Passage of(String id, String text) {
        return new Passage(id, Optional.empty(), text);
    }
}
