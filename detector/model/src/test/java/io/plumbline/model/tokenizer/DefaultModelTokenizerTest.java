package io.plumbline.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.weights.FetchedDefaultModel;
import io.plumbline.model.weights.GgufFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Parity with the reference tokenization of the default model. Skipped where the model cannot be had. */
class DefaultModelTokenizerTest {
    private static Optional<Tokenizer> tokenizer = Optional.empty();
    private static Optional<ChatTemplate> template = Optional.empty();

    @BeforeAll
    static void open() {
        try (GgufFile file = GgufFile.open(FetchedDefaultModel.orSkip())) {
            tokenizer = Optional.of(Tokenizers.of(file.metadata()));
            template = ChatTemplates.of(file.metadata(), Clock.systemUTC());
        }
    }

    @AfterAll
    static void close() {
        tokenizer.ifPresent(Tokenizer::close);
    }

    @Test
    void describesItself() {
        Tokenizer opened = tokenizer.orElseThrow();
        assertThat(opened.vocabularySize()).isEqualTo(49152);
        assertThat(opened.bosId()).hasValue(1);
        assertThat(opened.eosId()).hasValue(2);
        assertThat(opened.sha256()).hasSize(64);
    }

    @Test
    void equalsTheReferenceOnAllCases() {
        check(Fixtures.read(Fixtures.shipped().resolve("tokenizer_cases.json")), 527);
    }

    private static void check(JsonNode cases, int count) {
        assertThat(cases).hasSize(count);
        for (JsonNode example : cases) {
            String text = example.path("s").asText();
            EncodedText encoded = tokenizer.orElseThrow().encode(text);
            assertThat(encoded.ids()).as(text).isEqualTo(Fixtures.ids(example.path("ids")));
            assertThat(tokenizer.orElseThrow().decode(encoded.ids())).isEqualTo(text);
        }
    }

    @Test
    void equalsTheReferenceOnShippedPrompts() {
        List<JsonNode> inputs = Fixtures.inputs(Fixtures.shipped());
        assertThat(inputs).hasSize(6);
        inputs.forEach(DefaultModelTokenizerTest::checkPrompt);
    }

    /** Examples 12, 24 and 25 hold text that is not shipped. */
    @Test
    void equalsTheReferenceOnSharedPrompts() {
        Optional<Path> shared = Fixtures.shared();
        assumeThat(shared).as("plumbline.shared.dir").isPresent();
        List<JsonNode> inputs = Fixtures.inputs(shared.orElseThrow());
        assertThat(inputs).hasSize(9);
        inputs.forEach(DefaultModelTokenizerTest::checkPrompt);
    }

    private static void checkPrompt(JsonNode input) {
        String text = input.path("text").asText();
        TokenIds expected = Fixtures.ids(input.path("input_ids"));
        EncodedText whole =
                tokenizer.orElseThrow().encode(text + input.path("response").asText());
        assertThat(whole.ids()).isEqualTo(expected);
        assertThat(whole.ids().sha256()).isEqualTo(input.path("ids_sha256").asText());
        ChatMessage system = ChatMessage.system("You are a helpful assistant.");
        ChatMessage question = ChatMessage.user(input.path("prompt").asText());
        assertThat(template.orElseThrow().render(List.of(system, question), true))
                .isEqualTo(text);
        EncodedText prompt = tokenizer.orElseThrow().encode(text);
        assertThat(prompt.size()).isEqualTo(input.path("P").asInt());
        assertThat(whole.ids().startsWith(prompt.ids())).isTrue();

        // the context's place is given in code points of the prompt, which the template wraps
        String user = input.path("prompt").asText();
        int promptAt = text.indexOf(user);
        assertThat(promptAt).isNotNegative();
        int start = promptAt
                + new CodePointOffsets(user)
                        .toUtf16(input.path("context_char_start_in_prompt").asInt());
        CharSpan context =
                new CharSpan(start, start + input.path("context").asText().length());
        assertThat(context.of(text)).isEqualTo(input.path("context").asText());
        assertThat(whole.tokensOf(context))
                .isEqualTo(
                        new TokenSpan(input.path("c0").asInt(), input.path("c1").asInt()));
    }
}
