package io.plumbline.mitigation.strategy;

import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.List;
import java.util.Optional;

/**
 * What is to be continued: the detector's own prompt for an example, without an answer.
 *
 * @param prompt without an answer
 * @param withoutPassages the same with no passage in it, for strategies that contrast with the model's memory
 */
public record DecodingPrompt(EncodedPrompt prompt, EncodedPrompt withoutPassages) {
    public DecodingPrompt {
        checkOpen(prompt);
        checkOpen(withoutPassages);
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
        return new DecodingPrompt(
                EncodedPrompt.of(renderer.render(open, loaded.chatTemplate()), loaded.tokenizer()),
                EncodedPrompt.of(
                        renderer.render(open.withPassages(List.of()), loaded.chatTemplate()), loaded.tokenizer()));
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
