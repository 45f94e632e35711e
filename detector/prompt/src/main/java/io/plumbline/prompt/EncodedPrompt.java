package io.plumbline.prompt;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.KeySet;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A rendered prompt and its tokens. With P tokens before the answer and N in all, rows {@code P-1 .. N-2} predict the
 * answer's tokens {@code P .. N-1}.
 *
 * @param rendered the text
 * @param tokens of the whole text
 * @param promptTokens P: the first token that holds a character of the answer
 * @param passageTokens for each passage, in order, its tokens before P; a token shared with what stands beside the passage
 *     counts
 */
public record EncodedPrompt(
        RenderedPrompt rendered, EncodedText tokens, int promptTokens, List<TokenSpan> passageTokens) {
    public EncodedPrompt {
        passageTokens = List.copyOf(passageTokens);
        if (promptTokens < 1 || promptTokens > tokens.size()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "the prompt has " + promptTokens + " tokens of " + tokens.size()
                            + "; the answer's first token needs at least one before it");
        }
        if (passageTokens.size() != rendered.passages().size()) {
            throw new IllegalArgumentException(passageTokens.size() + " token spans for "
                    + rendered.passages().size() + " passages");
        }
    }

    /** Encodes prompt and answer as one text, with the BOS that the chat template wrote, if it did, and no other. */
    public static EncodedPrompt of(RenderedPrompt rendered, Tokenizer tokenizer) {
        return of(rendered, tokenizer.encodeVerbatim(rendered.text()));
    }

    /**
     * As the released ReDeEP code encodes: the tokenizer puts its own BOS before the template's, where it has one. For
     * parity only.
     */
    public static EncodedPrompt legacy(RenderedPrompt rendered, Tokenizer tokenizer) {
        return of(rendered, tokenizer.encode(rendered.text()));
    }

    private static EncodedPrompt of(RenderedPrompt rendered, EncodedText tokens) {
        int first = rendered.response().isEmpty()
                ? tokens.size()
                : tokens.tokensOf(rendered.response()).start();
        List<TokenSpan> passages = new ArrayList<>();
        for (PassageSpan passage : rendered.passages()) {
            TokenSpan span = tokens.tokensOf(passage.span());
            int end = Math.min(first, span.end());
            passages.add(new TokenSpan(Math.min(span.start(), end), end));
        }
        return new EncodedPrompt(rendered, tokens, first, passages);
    }

    public TokenIds ids() {
        return tokens.ids();
    }

    /** N. */
    public int size() {
        return tokens.size();
    }

    /** The answer's tokens, {@code [P, N)}. */
    public TokenSpan responseTokens() {
        return new TokenSpan(promptTokens, tokens.size());
    }

    /** The rows that predict the answer's tokens, {@code [P-1, N-1)}. */
    public TokenSpan predictorRows() {
        return new TokenSpan(promptTokens - 1, tokens.size() - 1);
    }

    /** Union of the passages' tokens: what counts as context. May be empty. */
    public KeySet passageKeys() {
        return KeySet.union(passageTokens);
    }

    /** The part of the answer that token {@code position} holds, UTF-16 units of the answer. */
    public CharSpan inResponse(int position) {
        CharSpan span = tokens.spans().get(position);
        int base = rendered.response().start();
        int start = Math.max(0, span.start() - base);
        return new CharSpan(start, Math.max(start, span.end() - base));
    }
}
