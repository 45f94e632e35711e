package io.plumbline.prompt;

import io.plumbline.model.CharSpan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The one string that the model reads: the prompt, then the answer with nothing in between. All spans are UTF-16 units of
 * {@code text}.
 *
 * @param text prompt and answer
 * @param prompt from 0 to where the answer starts
 * @param response the answer, to the end of the text
 * @param passages where each passage's text lies, exactly: {@code span.of(text)} is the passage's text
 * @param question where the question lies
 */
public record RenderedPrompt(
        String text, CharSpan prompt, CharSpan response, List<PassageSpan> passages, Optional<CharSpan> question) {
    public RenderedPrompt {
        Objects.requireNonNull(question, "question is null");
        passages = List.copyOf(passages);
        if (prompt.start() != 0 || response.start() != prompt.end() || response.end() != text.length()) {
            throw new IllegalArgumentException(
                    "prompt " + prompt + " and response " + response + " do not make up " + text.length() + " units");
        }
        for (PassageSpan passage : passages) {
            if (passage.span().end() > prompt.end()) {
                throw new IllegalArgumentException(passage + " reaches past the prompt, " + prompt);
            }
        }
    }

    /** The prompt alone. */
    public String promptText() {
        return prompt.of(text);
    }
}
