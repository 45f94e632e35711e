package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluate, calibrate and reproduce as a user types them, with the default model on short answers made here. */
class LabelledCommandsTest {
    private static final List<String> TOWNS =
            List.of("Arden", "Ostrel", "Mira", "Veld", "Harrow", "Lund", "Pella", "Korin");
    private static final List<String> THINGS = List.of("bridge", "library", "harbour", "theatre", "station", "museum");

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

    /** A row about a document of its own; wrong ones name another year or town. */
    private static String row(int i, boolean wrong) {
        String town = TOWNS.get(i % TOWNS.size());
        String thing = THINGS.get(i / TOWNS.size() % THINGS.size());
        int year = 1800 + 3 * i;
        String context = "The " + thing + " of " + town + " was opened in " + year + " and has number " + i + ".";
        String answer = wrong
                ? "The " + thing + " of " + town + " was opened by the queen in " + (year - 57) + "."
                : "The " + thing + " of " + town + " was opened in " + year + ".";
        String labels =
                wrong ? "[{\"start\":" + answer.indexOf("by the") + ",\"end\":" + (answer.length() - 1) + "}]" : "[]";
        return "{\"id\":\"r" + i + "\",\"task\":\"qa\",\"question\":\"When was the " + thing
                + " opened?\",\"contexts\":[\""
                + context + "\"],\"response\":\"" + answer + "\",\"generator\":\"made\",\"labels\":" + labels
                + ",\"hallucinated\":" + wrong + "}";
    }

    private static Path rows(String name, int from, int to) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row(i, i % 2 == 0));
        }
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, rows);
    }

    private String cache() {
        return directory.resolve("features").toString();
    }

    @Test
    void fiftyLabelsMakeAProfileThatIsMeasuredOnOtherDocuments() throws Exception {
        Path labelled = rows("labelled.jsonl", 0, 56);
        Path profile = directory.resolve("mine.json");
        assertThat(run(
                        "calibrate",
                        labelled.toString(),
                        "--out",
                        profile.toString(),
                        "--cache",
                        cache(),
                        "--threads",
                        "1"))
                .as(err.toString())
                .isZero();
        Profile made = ProfileCodec.read(Files.readString(profile));
        assertThat(made.name()).isEqualTo("mine");
        // A set is named by its folder and file, as in every report.
        assertThat(made.provenance().heldOut()).containsKey(directory.getFileName() + "/labelled AUROC");
        assertThat(made.provenance().calibrationSetSha256()).hasSize(64);
        assertThat(made.drift().quantiles()).containsKey("probability");
        assertThat(out.toString()).contains("word novelty", "Note: 56 labels");

        assertThat(run("calibrate", labelled.toString(), "--out", profile.toString(), "--test", labelled.toString()))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("56 test answers are about documents that are calibrated on");
        Path few = rows("few.jsonl", 0, 20);
        assertThat(run("calibrate", few.toString(), "--out", profile.toString()))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("too few labels to calibrate: 20 answers (needed 50)");
    }

    @Test
    void trafficWithoutLabelsMakesAZeroLabelProfile() throws Exception {
        Path traffic = rows("traffic.jsonl", 100, 132);
        Path profile = directory.resolve("day-one.json");
        assertThat(run(
                        "calibrate",
                        traffic.toString(),
                        "--kind",
                        "reliance",
                        "--out",
                        profile.toString(),
                        "--cache",
                        cache(),
                        "--threads",
                        "1"))
                .as(err.toString())
                .isZero();
        assertThat(ProfileCodec.read(Files.readString(profile)).kind()).isEqualTo(ProfileKind.RELIANCE);
    }

    @Test
    void brokenRowsAreListedAndTheRestIsEvaluated() throws Exception {
        Path file = rows("mixed.jsonl", 200, 216);
        Files.writeString(
                file,
                Files.readString(file)
                        + "{\"id\":\"bad\",\"contexts\":[\"a\"],\"response\":\"b\",\"hallucinated\":true,"
                        + "\"labels\":[{\"start\":0,\"end\":9}]}\n{\"id\":\"r200\"\n");
        Path report = directory.resolve("report");
        String[] command = {
            "evaluate",
            file.toString(),
            "--out",
            report.toString(),
            "--cache",
            cache(),
            "--threads",
            "1",
            "--resamples",
            "50"
        };
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("mixed.jsonl:17", "bad", "2 refused", "length");
        String first = Files.readString(report.resolve("report.json"));
        assertThat(run(command)).isZero();
        assertThat(Files.readString(report.resolve("report.json"))).isEqualTo(first);
        assertThat(Files.readString(report.resolve("report.html")))
                .contains("</html>")
                .doesNotContain("http://");
    }

    @Test
    void theQuickReproductionFitsEveryFamilyAndPrintsEveryTable() throws Exception {
        Path data = directory.resolve("data");
        rows("data/begin_wow/dev.jsonl", 0, 20);
        rows("data/defacto/train.jsonl", 300, 316);
        rows("data/q2_wow/test.jsonl", 400, 412);
        rows("data/summedits_open/made.jsonl", 500, 508);
        Path made = directory.resolve("made");
        assertThat(run(
                        "reproduce",
                        "--plan",
                        "quick",
                        "--data",
                        data.toString(),
                        "--out",
                        made.toString(),
                        "--cache",
                        cache()))
                .as(err.toString())
                .isZero();
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .contains(
                            "report.html",
                            "transfer.md",
                            "smollm2-135m-ensemble.json",
                            "smollm2-135m-probe.json",
                            "smollm2-135m-redeep.json",
                            "smollm2-135m-reliance.json");
        }
        assertThat(ProfileCodec.read(Files.readString(made.resolve("smollm2-135m-ensemble.json")))
                        .provenance()
                        .heldOut())
                .containsKey("q2_wow/test AUROC");
    }
}
