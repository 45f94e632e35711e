package io.plumbline.scoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.model.djl.DjlModel;
import io.plumbline.model.djl.NumberFormat;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.tokenizer.Tokenizers;
import io.plumbline.model.weights.GgufModelWeights;
import java.nio.file.Files;
import java.nio.file.Path;

/** SmolLM2 from the model cache; tests that need it skip where it has not been fetched. */
final class DefaultModel {
    private static final String SHA_256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

    private DefaultModel() {}

    static LoadedModel load() {
        Path file = Path.of(
                System.getProperty("user.home"),
                ".cache/plumbline/models/sha256-" + SHA_256,
                "SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeTrue(Files.exists(file), "the default model is not in the cache, see QUARANTINES.md");
        try (GgufModelWeights weights = GgufModelWeights.open(file)) {
            return new LoadedModel(
                    DjlModel.load(weights, "cpu", NumberFormat.FLOAT32, 2),
                    Tokenizers.of(weights.metadata()),
                    new ChatMl(),
                    "SmolLM2",
                    SHA_256);
        }
    }
}
