package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The default model for tests: from the cache, or fetched as a user's first start would fetch it. Skips the calling test,
 * visibly, only where no way to it is open.
 */
public final class FetchedDefaultModel {
    private FetchedDefaultModel() {}

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
