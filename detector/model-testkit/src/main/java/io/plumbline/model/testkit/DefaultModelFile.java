package io.plumbline.model.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The default model, SmolLM2-135M-Instruct Q4_1, where this machine's cache holds it. */
public final class DefaultModelFile {
    public static final String SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

    private static final String NAME = "SmolLM2-135M-Instruct.Q4_1.gguf";

    private DefaultModelFile() {}

    /** The file; skips the calling test, visibly, if it is not there. Tests never fetch it. */
    public static Path orSkip() {
        Path file = Path.of(System.getProperty("user.home"), ".cache/plumbline/models", "sha256-" + SHA256, NAME);
        Assumptions.assumeTrue(Files.exists(file), () -> "the default model is not in the cache: " + NAME);
        return file;
    }
}
