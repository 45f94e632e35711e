package io.plumbline.scoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.Progress;
import java.nio.file.Files;
import java.nio.file.Path;

/** SmolLM2 from the model cache; tests that need it skip where it has not been fetched. */
final class DefaultModel {
    private static final int THREADS = 2;

    private DefaultModel() {}

    static LoadedModel load() {
        Path file = Path.of(
                System.getProperty("user.home"),
                ".cache/plumbline/models/sha256-b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
                "SmolLM2-135M-Instruct.Q4_1.gguf");
        assumeTrue(Files.exists(file), "the default model is not in the cache, see QUARANTINES.md");
        return ModelLoader.load(ModelSource.parse(file.toString()), EngineOptions.cpu(THREADS), Progress.quiet());
    }
}
