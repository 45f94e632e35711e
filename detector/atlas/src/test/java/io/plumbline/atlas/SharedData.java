package io.plumbline.atlas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference data that cannot be shipped; tests that need it skip without {@code -Dplumbline.shared.dir}. */
final class SharedData {
    private SharedData() {}

    static Path file(String relative) {
        String folder = System.getProperty("plumbline.shared.dir", "");
        assumeTrue(!folder.isEmpty(), "needs -Dplumbline.shared.dir, see QUARANTINES.md");
        Path file = Path.of(folder, relative);
        assumeTrue(Files.exists(file), () -> "needs " + relative + " under plumbline.shared.dir, see QUARANTINES.md");
        return file;
    }
}
