package io.plumbline.scoring;

import io.plumbline.prompt.EncodedPrompt;
import java.util.List;

/**
 * One pass over a part of the passages and the whole answer.
 *
 * @param prompt what is run
 * @param offsets for each passage of the prompt, where its text starts in the original passage's text, UTF-16 units
 */
record Window(EncodedPrompt prompt, List<Integer> offsets) {
    Window {
        offsets = List.copyOf(offsets);
    }
}
