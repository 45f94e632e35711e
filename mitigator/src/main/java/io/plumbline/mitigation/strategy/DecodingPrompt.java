package io.plumbline.mitigation.strategy;

import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be continued: the detector's own prompt for an example, without an answer.
 *
 * @param prompt without an answer
 * @param withoutPassages the same with no passage in it, for strategies that contrast with the model's memory
 * @param choice the same with some of its passages, for strategies that filter them
 */
public record DecodingPrompt(EncodedPrompt prompt, EncodedPrompt withoutPassages, PassageChoice choice) {
    /** A prompt with some passages of another one. */
    @FunctionalInterface
    public interface PassageChoice {
        /** @param passages indices, each once, in the order they shall stand in */
        EncodedPrompt of(List<Integer> passages);
    }

    public DecodingPrompt {
        Objects.requireNonNull(choice, "choice is null");
        checkOpen(prompt);
        checkOpen(withoutPassages);
    }

    /** A prompt whose passages cannot be chosen. */
    public DecodingPrompt(EncodedPrompt prompt, EncodedPrompt withoutPassages) {
        this(prompt, withoutPassages, passages -> {
            throw new IllegalStateException("this prompt's passages cannot be chosen");
        });
    }

    private static void checkOpen(EncodedPrompt prompt) {
        if (prompt.size() != prompt.promptTokens()) {
            throw new IllegalArgumentException(
                    "a prompt to continue holds no answer, and this one has " + prompt.responseTokens());
        }
    }

    /** Renders the example's question and passages; its response is left out. */
    public static DecodingPrompt of(RagExample example, PromptTemplate template, LoadedModel loaded) {
        PromptRenderer renderer = new PromptRenderer(template);
        RagExample open = example.withResponse("");
        PassageChoice choice = passages -> EncodedPrompt.of(
                renderer.render(
                        open.withPassages(
                                passages.stream().map(open.passages()::get).toList()),
                        loaded.chatTemplate()),
                loaded.tokenizer());
        EncodedPrompt whole = EncodedPrompt.of(renderer.render(open, loaded.chatTemplate()), loaded.tokenizer());
        return new DecodingPrompt(whole, choice.of(List.of()), choice);
    }

    /**
     * The tokens of an answer behind the prompt, as the model would have to write them.
     *
     * @return empty if prompt and answer have other tokens together than the prompt alone
     */
    public Optional<TokenIds> continuation(String answer, LoadedModel loaded) {
        TokenIds open = prompt.ids();
        TokenIds whole = loaded.tokenizer()
                .encodeVerbatim(prompt.rendered().text() + answer)
                .ids();
        return whole.startsWith(open) && whole.size() > open.size()
                ? Optional.of(whole.slice(open.size(), whole.size()))
                : Optional.empty();
    }
}
