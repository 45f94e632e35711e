package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.prompt.EncodedPrompt;
import java.util.ArrayList;
import java.util.List;

/** From labelled characters of an answer to labelled tokens, one for each row that predicts a token of the answer. */
public final class TokenLabels {
    private TokenLabels() {}

    /** A token is labelled iff it shares a character with a span: half-open, aligned to the row that predicts it. */
    public static boolean[] strict(EncodedPrompt prompt, List<CharSpan> spans) {
        TokenSpan tokens = prompt.responseTokens();
        boolean[] labels = new boolean[tokens.length()];
        for (int i = 0; i < labels.length; i++) {
            CharSpan token = prompt.inResponse(tokens.start() + i);
            labels[i] = spans.stream().anyMatch(span -> !span.isEmpty() && span.intersects(token));
        }
        return labels;
    }

    /**
     * As the released code has it: row p is labelled iff {@code s <= p <= e} with s and e the token counts of the text up to
     * a span's start and end. That is one row late and one row too long; for parity only.
     */
    public static boolean[] legacy(EncodedPrompt prompt, Tokenizer tokenizer, List<CharSpan> spans) {
        TokenSpan rows = prompt.predictorRows();
        boolean[] labels = new boolean[rows.length()];
        for (TokenSpan span : legacySpans(prompt, tokenizer, spans)) {
            for (int p = Math.max(rows.start(), span.start()); p <= span.end() && p < rows.end(); p++) {
                labels[p - rows.start()] = true;
            }
        }
        return labels;
    }

    /** The token counts s and e of each span, as the released code counts them; e is meant inclusively there. */
    static List<TokenSpan> legacySpans(EncodedPrompt prompt, Tokenizer tokenizer, List<CharSpan> spans) {
        List<TokenSpan> counted = new ArrayList<>();
        int base = prompt.rendered().response().start();
        for (CharSpan span : spans) {
            counted.add(new TokenSpan(
                    tokens(tokenizer, prompt, base + span.start()), tokens(tokenizer, prompt, base + span.end())));
        }
        return counted;
    }

    private static int tokens(Tokenizer tokenizer, EncodedPrompt prompt, int chars) {
        return tokenizer.encode(prompt.rendered().text().substring(0, chars)).size();
    }
}
