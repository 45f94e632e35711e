package io.plumbline.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    @TempDir
    private Path path = Path.of("");

    @Test
    void withoutAFileLettuceDetectsSettingsHold() {
        assertThat(SettingsFile.read(path)).isEqualTo(ClassifierSettings.LETTUCE_DETECT);
        assertThat(read("{}")).isEqualTo(ClassifierSettings.LETTUCE_DETECT);
    }

    @Test
    void everyFieldCanBeSet() {
        ClassifierSettings read = read("""
                {"inputIds":"i","attentionMask":"a","tokenTypeIds":"t","logits":"l","hallucinatedClass":0,
                 "maxTokens":512,"maxWindows":3,
                 "prompt":{"question":"{question}|{passages}","summary":"|{passages}","passage":"{text}",
                           "titledPassage":"{title}: {text}","separator":" "}}
                """);
        assertThat(read)
                .isEqualTo(new ClassifierSettings(
                        "i",
                        "a",
                        "t",
                        "l",
                        0,
                        512,
                        3,
                        new ClassifierPrompt(
                                "{question}|{passages}", "|{passages}", "{text}", "{title}: {text}", " ")));
    }

    @Test
    void apartOfThePromptCanBeSet() {
        ClassifierPrompt prompt = read("{\"prompt\":{\"question\":\"User request: {question}\\n\\n{passages}\"}}")
                .prompt();
        assertThat(prompt.render(Optional.of("q"), List.of())).isEqualTo("User request: q\n\n");
        assertThat(prompt.summary()).isEqualTo(ClassifierPrompt.LETTUCE_DETECT.summary());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{;not JSON",
                "{} {};not JSON",
                "{\"maxTokens\":9,\"maxTokens\":9};not JSON",
                "[];not a JSON object",
                "{\"maxToken\":512};unknown field maxToken",
                "{\"prompt\":{\"user\":\"\"}};unknown field prompt.user",
                "{\"prompt\":\"lettucedetect\"};prompt must be an object",
                "{\"prompt\":{\"passage\":\"\"}};passage must hold {text}",
                "{\"maxTokens\":\"512\"};maxTokens must be a whole number",
                "{\"maxTokens\":1.5};maxTokens must be a whole number",
                "{\"maxTokens\":null};maxTokens must be a whole number",
                "{\"maxTokens\":7};maxTokens is 7, not within 8 and 32768",
                "{\"maxTokens\":32769};not within 8 and 32768",
                "{\"maxWindows\":0};maxWindows is 0",
                "{\"maxWindows\":65};maxWindows is 65",
                "{\"hallucinatedClass\":-1};hallucinatedClass is -1",
                "{\"logits\":1};logits must be a string",
                "{\"logits\":\"\"};names of inputs and outputs",
                "{\"inputIds\":\"attention_mask\"};names of inputs and outputs"
            })
    void whatIsWrongIsNamed(String json, String words) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(SettingsFile.NAME)
                .hasMessageContaining(words);
    }

    @Test
    void aFileOfAnySizeIsNotRead() {
        assertThatThrownBy(() -> read(" ".repeat((1 << 20) + 1))).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void theDigestKnowsEveryField() {
        String[] changes = {
            "{\"inputIds\":\"x\"}",
            "{\"attentionMask\":\"x\"}",
            "{\"tokenTypeIds\":\"x\"}",
            "{\"logits\":\"x\"}",
            "{\"hallucinatedClass\":0}",
            "{\"maxTokens\":512}",
            "{\"maxWindows\":4}",
            "{\"prompt\":{\"separator\":\"\\n\\n\"}}"
        };
        assertThat(Arrays.stream(changes).map(json -> read(json).sha256()))
                .doesNotHaveDuplicates()
                .doesNotContain(ClassifierSettings.LETTUCE_DETECT.sha256());
    }

    private ClassifierSettings read(String json) {
        new ClassifierDirectory(path).settings(json);
        return SettingsFile.read(path);
    }
}
