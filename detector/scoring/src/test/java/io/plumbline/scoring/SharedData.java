package io.plumbline.scoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reference data that cannot be shipped; tests that need it skip without {@code -Dplumbline.shared.dir}. */
final class SharedData {
    private SharedData() {}

    static JsonNode json(String relative) {
        String folder = System.getProperty("plumbline.shared.dir", "");
        assumeTrue(!folder.isEmpty(), "needs -Dplumbline.shared.dir, see QUARANTINES.md");
        Path file = Path.of(folder, relative);
        assumeTrue(Files.exists(file), () -> "needs " + relative + " under plumbline.shared.dir, see QUARANTINES.md");
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
