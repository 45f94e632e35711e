package io.plumbline.model.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {
    @Test
    void shouldLoadTheDefaultModelWithEverythingThatBelongsToIt() {
        Path file = new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT);
        Assumptions.assumeTrue(Files.exists(file), "default model not in the cache");
        try (LoadedModel loaded = ModelLoader.load(file, EngineOptions.cpu(1), Progress.quiet())) {
            assertThat(loaded.name()).isEqualTo("SmolLM2-135M-Instruct.Q4_1");
            assertThat(loaded.modelSha256()).isEqualTo(ModelSource.DEFAULT_SHA256);
            String prompt =
                    loaded.chatTemplate().render(List.of(ChatMessage.user("What is the capital of France?")), true);
            TokenIds ids = loaded.tokenizer()
                    .encodeVerbatim(prompt + "The capital of France is")
                    .ids();
            Capture next = new Reduction.NextToken(new TokenSpan(ids.size() - 1, ids.size()));
            int token = (int) loaded.model()
                    .forward(ForwardRequest.of(ids, CapturePlan.of(next)))
                    .get(next)
                    .at(0, 2);
            assertThat(loaded.tokenizer().decode(TokenIds.of(token))).isEqualTo(" Paris");
            assertThat(loaded.model().environment().engine()).startsWith("pytorch-2.");
        }
    }

    @Test
    void shouldSayWhatIsMissing(@TempDir Path empty) {
        assertThatThrownBy(() -> ModelLoader.load(empty.resolve("none.gguf"), EngineOptions.cpu(1), Progress.quiet()))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_NOT_REACHABLE));
        assertThatThrownBy(() -> EngineOptions.cpu(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EngineOptions("tpu", EngineOptions.cpu(1).format(), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
