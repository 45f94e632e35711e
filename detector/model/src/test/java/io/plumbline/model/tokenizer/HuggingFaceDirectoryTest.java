package io.plumbline.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceDirectoryTest {
    private static final String BOS_PROCESSOR = """
            {"type":"Sequence","processors":[
              {"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
              {"type":"TemplateProcessing",
               "single":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
               "special_tokens":{"<|im_start|>":{"id":"<|im_start|>","ids":[1],"tokens":["<|im_start|>"]}}}]}
            """;

    @TempDir
    private Path directory = Path.of("");

    private ObjectNode tokenizer = TokenizerDefinition.MAPPER.createObjectNode();

    @BeforeEach
    void smallTokenizer() {
        tokenizer = TokenizerDefinition.of(Fixtures.small("smollm", false)).document();
        tokenizer
                .putObject("truncation")
                .put("max_length", 3)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
    }

    @Test
    void readsWhatTransformersWrites() throws IOException {
        write("tokenizer_config.json", "{\"eos_token\":{\"content\":\"<|im_end|>\"},\"bos_token\":\"<|im_start|>\"}");
        write("tokenizer.json", tokenizer.toString());
        try (Tokenizer read = Tokenizers.ofDirectory(directory);
                Tokenizer made = Tokenizers.of(Fixtures.small("smollm", false))) {
            assertThat(read.bosId()).hasValue(1);
            assertThat(read.eosId()).hasValue(2);
            String text = "The retrieved documents 😀 say 1932.";
            assertThat(read.encode(text)).isEqualTo(made.encode(text));
            assertThat(read.sha256()).isEqualTo(made.sha256());
        }
    }

    @Test
    void thePostProcessorSaysWhetherThereIsABosAndDoesNotTrimSpans() throws IOException {
        tokenizer.set("post_processor", TokenizerDefinition.MAPPER.readTree(BOS_PROCESSOR));
        write("tokenizer.json", tokenizer.toString());
        write("tokenizer_config.json", "{\"bos_token\":\"<|im_start|>\"}");
        try (Tokenizer read = Tokenizers.ofDirectory(directory)) {
            EncodedText encoded = read.encode("a the");
            assertThat(encoded.ids().at(0)).isEqualTo(1);
            assertThat(encoded.spans().get(2).start()).as("the space is in").isEqualTo(1);
            assertThat(read.encodeVerbatim("a the").ids().at(0)).isNotEqualTo(1);
        }
        write("tokenizer_config.json", "{\"bos_token\":\"<|im_start|>\",\"add_bos_token\":false}");
        try (Tokenizer read = Tokenizers.ofDirectory(directory)) {
            assertThat(read.encode("a the").spans().get(0)).isEqualTo(new CharSpan(0, 1));
        }
    }

    @Test
    void otherAdditionsAreRefused() throws IOException {
        tokenizer.putObject("post_processor").put("type", "BertProcessing");
        write("tokenizer.json", tokenizer.toString());
        write("tokenizer_config.json", "{\"bos_token\":\"<|im_start|>\"}");
        refused(ErrorCode.UNSUPPORTED_MODEL, "BertProcessing");
        write("tokenizer_config.json", "{\"add_eos_token\":true}");
        refused(ErrorCode.UNSUPPORTED_MODEL, "add_eos_token");
    }

    @Test
    void brokenFilesAreNamed() throws IOException {
        refused(ErrorCode.UNSUPPORTED_MODEL, "no tokenizer.json");
        write("tokenizer.json", "{");
        refused(ErrorCode.MODEL_FILE_CORRUPT, "tokenizer.json is not JSON");
        write("tokenizer.json", "{\"model\":{\"type\":\"Nonsense\"}}");
        refused(ErrorCode.UNSUPPORTED_MODEL, "cannot load");
        write("tokenizer.json", tokenizer.toString());
        write("tokenizer_config.json", "{\"bos_token\":\"<none>\"}");
        refused(ErrorCode.MODEL_FILE_CORRUPT, "<none>");
    }

    @Test
    void theTemplateFileComesBeforeTheConfiguration() throws IOException {
        write("tokenizer.json", tokenizer.toString());
        assertThat(HuggingFaceDirectory.at(directory).chatTemplate()).isEmpty();
        write("tokenizer_config.json", "{\"chat_template\":\"one\"}");
        assertThat(HuggingFaceDirectory.at(directory).chatTemplate()).hasValue("one");
        write(
                "tokenizer_config.json",
                "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"t\"},"
                        + "{\"name\":\"default\",\"template\":\"d\"}]}");
        assertThat(HuggingFaceDirectory.at(directory).chatTemplate()).hasValue("d");
        write("chat_template.jinja", "file");
        assertThat(HuggingFaceDirectory.at(directory).chatTemplate()).hasValue("file");
    }

    private void refused(ErrorCode code, String words) {
        assertThatThrownBy(() -> Tokenizers.ofDirectory(directory))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }
}
