package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed caches as a user compares them. */
class EvaluateKvCommandTest {
    @TempDir
    Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void thePageAndTheFiguresAreWritten() throws Exception {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
        String[] command = {
            "evaluate-kv",
            "--needles",
            "2",
            "--tokens",
            "20",
            "--budgets",
            "0.3",
            "--threads",
            "1",
            "--work",
            directory.resolve("work").toString(),
            "--out",
            directory.resolve("kv").toString()
        };
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("2 needles, compressed before the answer, SmolLM2-135M-Instruct", "headkv");
        assertThat(Files.readString(directory.resolve("kv/report.html"))).contains("<svg", "RazorAttention");
        String first = Files.readString(directory.resolve("kv/report.json"));
        // nothing is computed again
        assertThat(run(command)).isZero();
        assertThat(Files.readString(directory.resolve("kv/report.json"))).isEqualTo(first);
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeAnyWork() {
        assertThat(run("evaluate-kv", "--needles", "1")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate-kv", "--budgets", "1.5")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate-kv", "--cut", "never")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("there are [answer, question]");
    }
}
