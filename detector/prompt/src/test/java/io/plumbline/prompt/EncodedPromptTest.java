package io.plumbline.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EncodedPromptTest {
    /** One token for every two UTF-16 units, so that tokens straddle borders. */
    private static final Tokenizer PAIRS = new Tokenizer() {
        @Override
        public EncodedText encode(String text) {
            List<CharSpan> spans = new ArrayList<>();
            for (int i = 0; i < text.length(); i += 2) {
                spans.add(new CharSpan(i, Math.min(text.length(), i + 2)));
            }
            return new EncodedText(text, TokenIds.of(new int[spans.size()]), spans);
        }

        @Override
        public EncodedText encodeVerbatim(String text) {
            return encode(text);
        }

        @Override
        public String decode(TokenIds ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String decodeWithoutSpecialTokens(TokenIds ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int vocabularySize() {
            return 1;
        }

        @Override
        public OptionalInt bosId() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt eosId() {
            return OptionalInt.empty();
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public void close() {}
    };

    @Test
    void rowsKeysAndSpansAreThoseOfTheTokens() {
        RenderedPrompt rendered = new RenderedPrompt(
                "0123456789abc",
                new CharSpan(0, 9),
                new CharSpan(9, 13),
                List.of(new PassageSpan("p", new CharSpan(3, 9))),
                Optional.empty());
        EncodedPrompt prompt = EncodedPrompt.of(rendered, PAIRS);
        // the token "89" holds the answer's first character: it belongs to the answer, not to the passage
        assertThat(prompt.promptTokens()).isEqualTo(4);
        assertThat(prompt.predictorRows()).isEqualTo(new TokenSpan(3, 6));
        assertThat(prompt.responseTokens()).isEqualTo(new TokenSpan(4, 7));
        assertThat(prompt.passageKeys().toArray()).containsExactly(1, 2, 3);
        assertThat(prompt.inResponse(4).of("9abc")).isEqualTo("9");
        assertThat(prompt.inResponse(5).of("9abc")).isEqualTo("ab");
        assertThat(prompt.inResponse(6).of("9abc")).isEqualTo("c");
    }
}
