package io.plumbline.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairEncoderTest {
    /** BERT's order, with the small vocabulary's two special tokens as [CLS] (1) and [SEP] (2). */
    private static final String BERT_PAIRS = """
            {"type":"TemplateProcessing",
             "single":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
             "pair":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                     {"SpecialToken":{"id":"<|im_end|>","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
                     {"SpecialToken":{"id":"<|im_end|>","type_id":1}}],
             "special_tokens":{
               "<|im_start|>":{"id":"<|im_start|>","ids":[1],"tokens":["<|im_start|>"]},
               "<|im_end|>":{"id":"<|im_end|>","ids":[2],"tokens":["<|im_end|>"]}}}
            """;

    @TempDir
    private Path directory = Path.of("");

    private ObjectNode document = TokenizerDefinition.MAPPER.createObjectNode();

    @BeforeEach
    void smallTokenizer() throws IOException {
        document = TokenizerDefinition.of(Fixtures.small("smollm", false)).document();
        document.set("post_processor", TokenizerDefinition.MAPPER.readTree(BERT_PAIRS));
    }

    @Test
    void eachTextHasTheTokensItHasAlone() throws IOException {
        String first = "The retrieved 😀 documents";
        String second = "say 👩‍👩‍👧 1932.";
        try (PairEncoder pairs = open();
                Tokenizer alone = Tokenizers.of(Fixtures.small("smollm", false))) {
            EncodedText a = alone.encode(first);
            EncodedText b = alone.encode(second);
            EncodedPair pair = pairs.encode(first, second);
            TokenIds separator = TokenIds.of(2);
            assertThat(pair.ids())
                    .isEqualTo(TokenIds.of(1)
                            .concat(a.ids())
                            .concat(separator)
                            .concat(b.ids())
                            .concat(separator));
            assertThat(pair.first()).isEqualTo(new TokenSpan(1, 1 + a.size()));
            assertThat(pair.second()).isEqualTo(new TokenSpan(2 + a.size(), 2 + a.size() + b.size()));
            assertThat(pair.firstSpans()).isEqualTo(a.spans());
            assertThat(pair.secondSpans()).as("UTF-16").isEqualTo(b.spans());
            assertThat(pair.typeIds().subList(0, 2 + a.size())).containsOnly(0);
            assertThat(pair.typeIds().subList(2 + a.size(), pair.size())).containsOnly(1);
        }
    }

    @Test
    void anEmptyTextHasNoTokens() throws IOException {
        try (PairEncoder pairs = open()) {
            EncodedPair empty = pairs.encode("", "");
            assertThat(empty.ids()).isEqualTo(TokenIds.of(1, 2, 2));
            assertThat(empty.first().isEmpty()).isTrue();
            assertThat(empty.second().isEmpty()).isTrue();
            assertThat(pairs.encode("the", "").first()).isEqualTo(new TokenSpan(1, 2));
            assertThat(pairs.encode("", "the").second()).isEqualTo(new TokenSpan(2, 3));
        }
    }

    @Test
    void nothingIsTruncatedOrPaddedWhateverTheFileSays() throws IOException {
        document.putObject("truncation")
                .put("max_length", 3)
                .put("strategy", "LongestFirst")
                .put("stride", 0)
                .put("direction", "Right");
        String text = "a1 ".repeat(3_000);
        try (PairEncoder pairs = open()) {
            EncodedPair pair = pairs.encode(text, text);
            assertThat(pair.firstSpans().get(pair.firstSpans().size() - 1).end())
                    .isEqualTo(text.length());
            assertThat(pair.secondSpans()).isEqualTo(pair.firstSpans());
        }
    }

    @Test
    void theDigestKnowsThePostProcessor() throws IOException {
        try (PairEncoder one = open();
                PairEncoder again = open()) {
            assertThat(one.sha256()).hasSize(64).isEqualTo(again.sha256());
            String other = BERT_PAIRS.replace("\"type_id\":1", "\"type_id\":0");
            document.set("post_processor", TokenizerDefinition.MAPPER.readTree(other));
            try (PairEncoder changed = open()) {
                assertThat(changed.sha256()).isNotEqualTo(one.sha256());
            }
        }
    }

    @Test
    void aTokenizerWithoutASeparatorIsRefused() {
        document.putNull("post_processor");
        refused(ErrorCode.UNSUPPORTED_MODEL, "no token between two texts");
        document.remove("model");
        refused(ErrorCode.UNSUPPORTED_MODEL, "cannot load");
    }

    @Test
    void aVocabularyWithoutAWayOutIsRefused() {
        ObjectNode words = document.putObject("model").put("type", "WordLevel");
        words.putObject("vocab").put("<|im_start|>", 1).put("<|im_end|>", 2);
        words.put("unk_token", "<none>");
        refused(ErrorCode.UNSUPPORTED_MODEL, "cannot encode");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Tokenizers.pairsOfDirectory(directory)).hasMessageContaining("no tokenizer.json");
    }

    @Test
    void malformedUnicodeIsRefused() throws IOException {
        try (PairEncoder pairs = open()) {
            for (List<String> texts : List.of(List.of("\uD83D", "a"), List.of("a", "\uDE00"))) {
                assertThatThrownBy(() -> pairs.encode(texts.get(0), texts.get(1)))
                        .isInstanceOfSatisfying(PlumblineException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.INVALID_INPUT));
            }
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new EncodedPair(
                        TokenIds.of(1, 2), List.of(0), new TokenSpan(0, 0), new TokenSpan(0, 0), List.of(), List.of()))
                .hasMessageContaining("1 type ids");
        assertThatThrownBy(() -> new EncodedPair(
                        TokenIds.of(1, 2),
                        List.of(0, 0),
                        new TokenSpan(0, 0),
                        new TokenSpan(1, 3),
                        List.of(),
                        List.of(new CharSpan(0, 1), new CharSpan(1, 2))))
                .hasMessageContaining("of 2 tokens");
    }

    private PairEncoder open() throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), document.toString());
        return Tokenizers.pairsOfDirectory(directory);
    }

    private void refused(ErrorCode code, String words) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
