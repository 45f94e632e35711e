package io.plumbline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.house.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about metrics is what the code says. */
final class MetricsPageTest {
    private final Path page = Repository.here().root().resolve("docs/metrics.md");

    @Test
    void thePageIsMadeFromTheCode() throws IOException {
        String wanted = MetricsPage.write();
        if (Boolean.getBoolean("plumbline.docs.write")) {
            Files.writeString(page, wanted);
        }
        assertThat(page).as("regenerate it with: " + MetricsPage.COMMAND).hasContent(wanted);
    }
}
