package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparing ways of writing, as a user types it, with the default model. */
class MitigationCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @BeforeAll
    static void needsTheModel() {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
    }

    @Test
    void armsAndTheWholeLoopAreJudgedByGoldAnswers() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data").resolve("nq_swap"));
        Files.write(
                data.resolve("dev1500.jsonl"),
                List.of(
                        "{\"id\":\"a\",\"question\":\"When did the bridge open?\",\"contexts\":[\"The bridge opened in"
                                + " 1894.\"],\"answers\":[\"1894\"],\"meta\":{\"parametric_answers\":[\"1937\"]}}",
                        "{\"id\":\"b\",\"question\":\"Who painted it?\",\"contexts\":[\"Ada Fenn painted it green.\"],"
                                + "\"answers\":[\"Ada Fenn\"],\"meta\":{\"parametric_answers\":[\"Picasso\"]}}"));
        Path report = directory.resolve("report.json");
        Path page = directory.resolve("report.html");
        String[] command = {
            "evaluate-mitigation",
            "--data",
            directory.resolve("data").toString(),
            "--set",
            "nq_swap",
            "--preset",
            "default",
            "--tokens",
            "6",
            "--threads",
            "1",
            "--resamples",
            "20",
            "--work",
            directory.resolve("work").toString(),
            "--out",
            report.toString(),
            "--html",
            page.toString()
        };
        assertThat(run(command)).as(err.toString()).isZero();
        JsonNode task = JSON.readTree(report.toFile()).get("tasks").get(0);
        assertThat(task.get("rows").asInt()).isEqualTo(2);
        assertThat(task.get("arms").findValuesAsText("arm")).containsExactly("base", "cad");
        JsonNode decisions = task.get("repairs").get("decisions");
        int decided = 0;
        for (JsonNode count : decisions) {
            decided += count.asInt();
        }
        assertThat(decided).isEqualTo(2);
        assertThat(Files.readString(page)).contains("The whole loop, preset default");
        // what was written is kept: the same figures, times included
        String first = Files.readString(report);
        assertThat(run(command)).isZero();
        assertThat(Files.readString(report)).isEqualTo(first);
    }
}
