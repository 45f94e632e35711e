package io.plumbline.scoring;

import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.testkit.DefaultModelFile;
import io.plumbline.model.weights.Progress;

/** SmolLM2, loaded; tests that need it skip where it cannot be had. */
final class DefaultModel {
    private static final int THREADS = 2;

    private DefaultModel() {}

    static LoadedModel load() {
        return ModelLoader.load(DefaultModelFile.orSkip(), EngineOptions.cpu(THREADS), Progress.quiet());
    }
}
