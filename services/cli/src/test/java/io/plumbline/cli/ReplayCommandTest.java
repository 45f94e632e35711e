package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a user types it, with the default model. */
class ReplayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory = Path.of("");

    private int run(String... args) {
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void scoredOnceAReplayGivesTheSameBytesAndAnotherProfileIsCompared() throws Exception {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            events.add(new String(
                    new EventCodec()
                            .encode(GenerationEvent.of(
                                    "r" + i,
                                    Optional.of("When was bridge " + i + " opened?"),
                                    List.of(Passage.of("p1", "Bridge " + i + " was opened in " + (1800 + i) + ".")),
                                    i % 2 == 0 ? "In " + (1800 + i) + "." : "Elvis bought 17 llamas in Paris.")),
                    StandardCharsets.UTF_8));
        }
        Path log = Files.write(directory.resolve("log.jsonl"), events);
        assertThat(run("score", "--json", "--threads=1", log.toString())).isZero();
        Path published = Files.writeString(directory.resolve("published.jsonl"), out.toString());

        Path replay = directory.resolve("replay");
        assertThat(run(
                        "replay",
                        log.toString(),
                        "--recorded",
                        published.toString(),
                        "--verify",
                        "--against",
                        "smollm2-135m-reliance",
                        "--threads=1",
                        "--out",
                        replay.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("EQUAL: 4", "smollm2-135m-ensemble -> smollm2-135m-reliance: of 4");
        assertThat(replay.resolve("verdicts-a.jsonl")).hasSameTextualContentAs(published);
        assertThat(replay.resolve("report.html"))
                .content()
                .contains("Every verdict is byte for byte the recorded one.");
        assertThat(replay.resolve("report.json")).content().contains("\"matches\":{\"EQUAL\":4}");

        Files.writeString(published, Files.readString(published).replace("\"threshold\":0.", "\"threshold\":0.1"));
        assertThat(run(
                        "replay",
                        log.toString(),
                        "--recorded",
                        published.toString(),
                        "--verify",
                        "--threads=1",
                        "--out",
                        directory.resolve("again").toString()))
                .as("a record that was tampered with")
                .isEqualTo(PlumblineMain.EXIT_INTERNAL);
    }
}
