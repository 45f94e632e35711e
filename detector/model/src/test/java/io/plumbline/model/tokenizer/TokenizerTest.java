package io.plumbline.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final Tokenizer SMALL = Tokenizers.of(Fixtures.small("smollm", false));

    @ParameterizedTest
    @ValueSource(strings = {"smollm", "llama-bpe", "qwen2"})
    void equalsThePythonLibraryOnASmallVocabulary(String pre) {
        try (Tokenizer tokenizer = Tokenizers.of(Fixtures.small(pre, false))) {
            for (JsonNode example :
                    Fixtures.resource("small-bpe.json").path("cases").path(pre)) {
                String text = example.path("text").asText();
                EncodedText encoded = tokenizer.encode(text);
                assertThat(encoded.ids()).as(text).isEqualTo(Fixtures.ids(example.path("ids")));
                CodePointOffsets offsets = new CodePointOffsets(text);
                List<CharSpan> expected = Fixtures.elements(example.path("offsets"))
                        .map(pair -> offsets.toUtf16(
                                pair.path(0).asInt(), pair.path(1).asInt()))
                        .toList();
                assertThat(encoded.spans()).as(text).isEqualTo(expected);
                assertThat(tokenizer.decode(encoded.ids()))
                        .isEqualTo(example.path("decoded").asText());
            }
        }
    }

    @Property(tries = 200, seed = "20261123")
    void spansCoverTheTextAndDecodeInverts(@ForAll("texts") String text) {
        EncodedText encoded = SMALL.encode(text);
        int covered = 0;
        for (CharSpan span : encoded.spans()) {
            assertThat(span.start()).as("no gap").isLessThanOrEqualTo(covered);
            assertThat(span.isEmpty()).isFalse();
            covered = Math.max(covered, span.end());
        }
        assertThat(covered).isEqualTo(text.length());
        assertThat(SMALL.decode(encoded.ids())).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Integer> points = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x2FF),
                Arbitraries.integers().between(0x300, 0xD7FF),
                Arbitraries.integers().between(0xE000, 0x10FFFF),
                Arbitraries.of((int) ' ', (int) '\n', 0x200D, 0x301, 0x1F600, 0x1F469));
        return points.array(int[].class).ofMaxSize(40).map(array -> new String(array, 0, array.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "😀",
                "👩‍👩‍👧 family",
                "e\u0301e\u0301",
                "日本語のテキスト",
                "a\u0000b",
                "line\r\nline",
                "<|im_start|>x<|im_end|>",
                "<tag> 😀"
            })
    void tokensOfOneCharacterShareItsSpan(String text) {
        EncodedText encoded = SMALL.encode(text);
        for (CharSpan span : encoded.spans()) {
            assertThat(Character.isLowSurrogate(text.charAt(span.start()))).isFalse();
            assertThat(Character.isHighSurrogate(text.charAt(span.end() - 1))).isFalse();
        }
        assertThat(SMALL.decode(encoded.ids())).isEqualTo(text);
    }

    @Test
    void aLeadingSpaceBelongsToItsToken() {
        EncodedText encoded = SMALL.encode("that the");
        assertThat(encoded.spans().get(encoded.size() - 1).of("that the")).startsWith(" ");
    }

    @Test
    void specialTokensAreParsedAndCanBeLeftOut() {
        EncodedText encoded = SMALL.encode("<|im_start|>a<|im_end|>");
        assertThat(encoded.ids().at(0)).isEqualTo(1);
        assertThat(encoded.spans().get(0)).isEqualTo(new CharSpan(0, 12));
        assertThat(SMALL.decode(encoded.ids())).isEqualTo("<|im_start|>a<|im_end|>");
        assertThat(SMALL.decodeWithoutSpecialTokens(encoded.ids())).isEqualTo("a");
    }

    @Test
    void bosIsAddedOnlyIfTheMetadataSaySo() {
        try (Tokenizer withBos = Tokenizers.of(Fixtures.small("smollm", true))) {
            EncodedText encoded = withBos.encode("the");
            assertThat(encoded.ids().at(0)).isEqualTo(1);
            assertThat(encoded.spans().get(0)).isEqualTo(new CharSpan(0, 0));
            assertThat(encoded.tokensOf(new CharSpan(0, 1)).start()).isEqualTo(1);
            assertThat(withBos.encodeVerbatim("the")).isEqualTo(SMALL.encode("the"));
            assertThat(withBos.sha256()).isNotEqualTo(SMALL.sha256());
        }
        assertThat(SMALL.encode("").size()).isZero();
    }

    @Test
    void nothingIsTruncated() {
        String text = "a1 ".repeat(30_000);
        EncodedText encoded = SMALL.encode(text);
        assertThat(encoded.size()).isGreaterThan(30_000);
        assertThat(encoded.spans().get(encoded.size() - 1).end()).isEqualTo(text.length());
    }

    @Test
    void aMegabyteOfTextIsEncodedWhole() {
        String text = "The 😀 bridge. ".repeat(70_000);
        EncodedText encoded = SMALL.encode(text);
        assertThat(encoded.spans().get(encoded.size() - 1).end()).isEqualTo(text.length());
        assertThat(SMALL.decode(encoded.ids())).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00b", "\uDE00\uD83D", "x\uD83D\uD83D\uDE00"})
    void loneSurrogatesAreRefused(String text) {
        assertThatThrownBy(() -> SMALL.encode(text))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
    }

    @Test
    void tooLongATextIsRefused() {
        assertThatThrownBy(() -> SMALL.encode("a".repeat(DjlTokenizer.MAX_CHARACTERS + 1)))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_TOO_LONG));
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() {
        assertThat(SMALL.vocabularySize()).isEqualTo(422);
        assertThatThrownBy(() -> SMALL.decode(TokenIds.of(5, 422)))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining("422 at position 1");
    }

    @Test
    void anUnknownPreTokenizerIsRefusedByName() {
        assertThatThrownBy(() -> Tokenizers.of(Fixtures.small("deepseek-llm", false)))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL))
                .hasMessageContaining("'deepseek-llm'");
    }

    @Test
    void aSentencePieceVocabularyIsRefusedByName() {
        TokenizerMetadata metadata = new TokenizerMetadata(
                "llama",
                "default",
                List.of("<unk>"),
                List.of(),
                List.of(),
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
        assertThatThrownBy(() -> Tokenizers.of(metadata))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL))
                .hasMessageContaining("'llama'");
    }

    @Test
    void theDigestNamesTheDefinition() {
        try (Tokenizer again = Tokenizers.of(Fixtures.small("smollm", false));
                Tokenizer other = Tokenizers.of(Fixtures.small("qwen2", false))) {
            assertThat(again.sha256()).isEqualTo(SMALL.sha256()).hasSize(64);
            assertThat(other.sha256()).isNotEqualTo(SMALL.sha256());
        }
    }

    @Test
    void threadsShareOneTokenizer() throws Exception {
        String text = "The retrieved documents 😀 say 1932. ".repeat(50);
        EncodedText expected = SMALL.encode(text);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<EncodedText>> results = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> SMALL.encode(text)))
                    .toList();
            for (Future<EncodedText> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void charactersToTokens() {
        EncodedText encoded = new EncodedText(
                "ab 😀c",
                TokenIds.of(9, 1, 2, 3, 4),
                List.of(
                        new CharSpan(0, 0),
                        new CharSpan(0, 2),
                        new CharSpan(2, 5),
                        new CharSpan(3, 5),
                        new CharSpan(5, 6)));
        assertThat(encoded.tokensOf(new CharSpan(0, 1))).isEqualTo(new TokenSpan(1, 2));
        assertThat(encoded.tokensOf(new CharSpan(1, 3))).isEqualTo(new TokenSpan(1, 3));
        assertThat(encoded.tokensOf(new CharSpan(4, 5))).isEqualTo(new TokenSpan(2, 4));
        assertThat(encoded.tokensOf(new CharSpan(0, 6))).isEqualTo(new TokenSpan(1, 5));
        assertThat(encoded.tokensOf(new CharSpan(6, 6))).isEqualTo(new TokenSpan(5, 5));
        assertThat(encoded.tokensOf(new CharSpan(2, 2))).isEqualTo(new TokenSpan(2, 2));
        assertThatThrownBy(() -> encoded.tokensOf(new CharSpan(0, 7))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void spansThatGoBackwardsAreRefused() {
        assertThatThrownBy(() ->
                        new EncodedText("abc", TokenIds.of(1, 2), List.of(new CharSpan(1, 2), new CharSpan(0, 3))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EncodedText("abc", TokenIds.of(1), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
