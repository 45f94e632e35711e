package io.plumbline.schemas;

import java.util.Optional;

/**
 * What generated a response; it need not be the model that scores it.
 *
 * @param model as its provider names it
 * @param provider who served it
 */
public record Generator(Optional<String> model, Optional<String> provider) {
    /** Nothing said about the generator. */
    public Generator() {
        this(Optional.empty(), Optional.empty());
    }
}
