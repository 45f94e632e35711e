package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Attribution as a user types it, with the default model. */
class AttributionCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The second sentence holds a character outside of the basic plane before what carries the answer. */
    private static final String ROW =
            "{\"id\":\"a1\",\"question\":\"When did the bridge open?\",\"contexts\":[\"Trams cross it"
                    + " every hour \uD83D\uDE8B. The bridge opened in 1894. It is painted green.\"],"
                    + "\"response\":\"The bridge opened in 1894.\"}";

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
    void scoreNamesTheSentenceThatCarriesTheAnswer() throws Exception {
        Path file = Files.writeString(directory.resolve("one.json"), ROW);
        assertThat(run("score", "--threads", "1", "--attribute", file.toString()))
                .as(err.toString())
                .isZero();
        List<String> lines = out.toString().lines().map(String::strip).toList();
        int carried = lines.indexOf("carried: the answer by");
        assertThat(carried).as(out.toString()).isPositive();
        assertThat(lines.get(carried + 1)).startsWith("p1 \u201cThe bridge opened in 1894.\u201d, ");
        assertThat(out.toString()).contains("(arc-jsd, 3 sentences; 4 passes, ");
    }

    @Test
    void jsonHasTheVerdictAndOneMoreField() throws Exception {
        Path file = Files.writeString(directory.resolve("two.json"), ROW);
        assertThat(run("score", "--json", "--threads", "1", file.toString())).isZero();
        JsonNode plain = JSON.readTree(out.toString());
        out.getBuffer().setLength(0);
        assertThat(run("score", "--json", "--attribute=attention", "--threads", "1", file.toString()))
                .isZero();
        ObjectNode attributed = (ObjectNode) JSON.readTree(out.toString());
        JsonNode attribution = attributed.remove("attribution");
        assertThat(attributed).isEqualTo(plain);
        assertThat(attribution.get("method").asText()).isEqualTo("attention");
        assertThat(attribution.get("cost").get("passes").asInt()).isEqualTo(1);
        JsonNode first = attribution.get("answer").get("ranked").get(0);
        // in code points
        assertThat(first.get("start").asInt()).isEqualTo(29);
        assertThat(first.get("end").asInt()).isEqualTo(55);
        assertThat(first.get("share").asDouble()).isGreaterThan(0.4);
    }

    @Test
    void anUnknownMethodIsRefusedBeforeAnyWork() throws Exception {
        Path file = Files.writeString(directory.resolve("three.json"), ROW);
        assertThat(run("score", "--attribute=magic", file.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("no attribution method 'magic'; there are arc-jsd, ");
        assertThat(run("evaluate-attribution", "--facts", "0")).isEqualTo(PlumblineMain.EXIT_USAGE);
    }

    @Test
    void theEvaluationPrintsATable() {
        assertThat(run(
                        "evaluate-attribution",
                        "--facts",
                        "2",
                        "--method",
                        "attention",
                        "--method",
                        "qr-attention",
                        "--threads",
                        "1"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("2 facts, seed 2026", "| attention | ", "| qr-attention | ", " 100.0 % [34.2, 100.0] |");
    }

    @Test
    void thePageNamesTheSentences() throws Exception {
        Path file = Files.writeString(directory.resolve("page.json"), ROW);
        Path page = directory.resolve("page.html");
        assertThat(run("score", "--threads", "1", "--attribute=attention", "--html", page.toString(), file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("carried by: p1 \u201cThe bridge opened in 1894.\u201d");
        assertThat(Files.readString(page)).contains("\"method\":\"attention\"");
    }
}
