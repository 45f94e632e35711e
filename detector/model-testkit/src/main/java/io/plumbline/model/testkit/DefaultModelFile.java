package io.plumbline.model.testkit;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The default model, SmolLM2-135M-Instruct Q4_1: from the cache, or fetched as a user's first start would fetch it. */
public final class DefaultModelFile {
    private DefaultModelFile() {}

    /** The file; skips the calling test, visibly, only where no way to it is open. */
    public static Path orSkip() {
        try {
            return new ModelStore(FetchSettings.standard(), Progress.quiet())
                    .resolve(ModelSource.DEFAULT)
                    .path();
        } catch (PlumblineException e) {
            Assumptions.assumeTrue(e.code() != ErrorCode.MODEL_NOT_REACHABLE, e::getMessage);
            throw e;
        }
    }
}
