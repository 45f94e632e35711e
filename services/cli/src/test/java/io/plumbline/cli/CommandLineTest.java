package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory = Path.of("");

    private int run(String... args) {
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void everyCommandTeaches() {
        for (String command : List.of(
                "up",
                "score",
                "models",
                "topics",
                "trace",
                "atlas",
                "evaluate-attribution",
                "evaluate-mitigation",
                "evaluate-kv",
                "redrive",
                "replay")) {
            assertThat(run(command, "--help")).isZero();
        }
        assertThat(out.toString())
                .contains(
                        "--exit-after-sample", "plumbline score --json", "--html", "hf:ORG/NAME", "ecs_strict [n x H]");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes", "NO_COLOR");
    }

    @Test
    void topicsAreShownAndMade() throws Exception {
        assertThat(run("topics")).isZero();
        assertThat(out.toString()).contains(Topics.GENERATIONS, Topics.dlq(Topics.MITIGATION_REQUESTS));
        try (EmbeddedKafka kafka =
                EmbeddedKafka.builder().port(0).topics(List.of()).start()) {
            Path client = Files.writeString(
                    directory.resolve("client.properties"), "bootstrap.servers=" + kafka.bootstrapServers() + "\n");
            assertThat(run("topics", "--client-config", client.toString())).isZero();
            assertThat(run("topics", "--bootstrap", kafka.bootstrapServers())).isZero();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get())
                        .containsAll(Topics.all().stream().map(TopicSpec::name).toList());
            }
        }
        assertThat(run("topics", "--bootstrap", "localhost:1", "--timeout-s", "1"))
                .isEqualTo(PlumblineMain.EXIT_RESOURCES);
        assertThat(err.toString()).contains("BROKER: ");
    }

    @Test
    void wrongUsageAndWrongInputHaveTheirOwnExitCode() throws Exception {
        assertThat(run()).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("trace")).isEqualTo(PlumblineMain.EXIT_USAGE);
        Path file = Files.writeString(directory.resolve("broken.jsonl"), "{\"id\":\"a\"");
        assertThat(run("score", file.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("INVALID_INPUT: ").doesNotContain("\tat ");
        assertThat(run("score", directory.resolve("missing").toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        Path row = Files.writeString(directory.resolve("row.json"), "{\"id\":\"a\",\"question\":\"b\"}");
        assertThat(run("score", row.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        Path good = Files.writeString(
                directory.resolve("good.json"), "{\"id\":\"a\",\"contexts\":[\"b\"],\"response\":\"c\"}");
        // refused before a model is loaded
        assertThat(run("score", "--html", directory.resolve("no/such/page.html").toString(), good.toString()))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("--html", "page.html: name a file in a folder that exists");
        assertThat(run("models", "path", "hf:nonsense")).isEqualTo(PlumblineMain.EXIT_USAGE);
    }

    @Test
    void aReplayIsRefusedBeforeAModelIsLoaded() throws Exception {
        String out = directory.resolve("replay").toString();
        Path log = Files.writeString(directory.resolve("log.jsonl"), "{}");
        assertThat(run("replay", "--out", out)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("name a FILE, an --otlp file or a --topic");
        assertThat(run("replay", log.toString(), "--verify", "--out", out)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("--verify needs");
        assertThat(run("replay", log.toString(), "--rate", "0", "--out", out)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("replay", log.toString(), "--recorded", log.toString(), "--out", out))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("line 1 is no verdict");
        assertThat(run("replay", log.toString(), "--against", "no-such", "--out", out))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
    }

    @Test
    void optionsThatWouldDoNothingAreRefused() throws Exception {
        String log = Files.writeString(directory.resolve("log.jsonl"), "{}").toString();
        String to = directory.resolve("to").toString();
        assertThat(run("calibrate", log, "--kind", "reliance", "--test", log, "--seed", "1", "--out", to))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("calibrate", log, "--kind", "probe", "--every-head", "--out", to))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("replay", log, "--since", "6h", "--out", to)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("replay", "--otlp", log, "--until-offset", "3", "--out", to))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("replay", log, "--tenant", "acme", "--out", to)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("score", "--json", "--explain", log)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString().lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("INVALID_REQUEST: "))
                .anyMatch(line -> line.contains("--test, --seed would do nothing: --kind reliance"))
                .anyMatch(line -> line.contains("--kind, --every-head would do nothing: only --refit"))
                .anyMatch(line -> line.contains("--since would do nothing: only a --topic"))
                .anyMatch(line -> line.contains("--until-offset would do nothing"))
                .anyMatch(line -> line.contains("--tenant would do nothing"))
                .anyMatch(line -> line.contains("--explain would do nothing"));
    }

    @Test
    void wrongValuesAreRefusedBeforeAModelIsLoaded() throws Exception {
        String row = "{\"id\":\"a\",\"contexts\":[\"b\"],\"response\":\"c\",\"hallucinated\":true}";
        String data = Files.writeString(directory.resolve("data.jsonl"), row).toString();
        String to = directory.resolve("to").toString();
        String profile = "smollm2-135m-ensemble";
        assertThat(run("calibrate", data, "--objective", "most", "--out", to)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("calibrate", data, "--refit", "--heads", "17", "--out", to))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("reproduce", "--heads", "x", "--data", to, "--out", to)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate", data, "--resamples", "0")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate", data, "--limit=-1")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate", data, data)).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("evaluate", data, "--profile", profile, "--profile", profile))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString().lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith("INVALID_REQUEST: "))
                .anyMatch(line -> line.contains("--objective: an objective is balanced, f1 or precision=0.9"))
                .anyMatch(line -> line.contains("--heads: a head is written layer-head"))
                .anyMatch(line -> line.contains("two data sets are called"))
                .anyMatch(line -> line.contains("two profiles are called '" + profile + "'"));
    }

    @Test
    void aFileThatCannotBeReadOrWrittenIsWrongUsage() throws Exception {
        Path page = directory.resolve("no/such/page.html");
        assertThat(run("atlas", "show", "default", "--html", page.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString())
                .contains("INVALID_INPUT: cannot read or write " + page + ": there is no such file or folder");

        Path input = Files.writeString(directory.resolve("input.json"), "{\"text\":\"a\",\"response\":\"b\"}");
        assertThat(run(
                        "trace",
                        input.toString(),
                        "--out",
                        directory.resolve("input").toString()))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("would overwrite the input " + input);
        assertThat(input).hasContent("{\"text\":\"a\",\"response\":\"b\"}");
    }

    @Test
    void tellsWhereTheDefaultModelLiesAndWhichProfilesThereAre() {
        assertThat(run("models", "path")).isZero();
        assertThat(out.toString()).contains("sha256-b179c952");
        assertThat(run("models", "list")).isZero();
        assertThat(out.toString()).contains("profiles");
    }

    @Test
    void tracesTakeTextOrTokenIds() throws Exception {
        Path text = Files.writeString(
                directory.resolve("text.json"), "{\"text\":\"abcdef\",\"response\":\"gh\",\"context\":\"bcd\"}");
        TraceInput ofText = TraceInput.read(text, new Letters());
        assertThat(ofText.promptTokens()).isEqualTo(6);
        assertThat(ofText.context().start()).isEqualTo(1);
        assertThat(ofText.context().end()).isEqualTo(4);
        Path ids =
                Files.writeString(directory.resolve("ids.json"), "{\"input_ids\":[1,2,3,4],\"P\":3,\"c0\":0,\"c1\":2}");
        assertThat(TraceInput.read(ids, new Letters()).ids()).isEqualTo(TokenIds.of(1, 2, 3, 4));
    }

    @Test
    void showsAndComparesAtlasesAndHeadTables() throws Exception {
        assertThat(run("atlas", "show", "default", "--top", "3")).isZero();
        assertThat(out.toString()).contains("Retrieval heads: 17-3", "INDUCTION", "KNOCK-OUT");
        out.getBuffer().setLength(0);
        assertThat(run("atlas", "show", "default", "--table", "copy")).isZero();
        Path table = Files.writeString(directory.resolve("table.json"), out.toString());
        assertThat(run("atlas", "compare", table.toString(), "default")).isZero();
        assertThat(out.toString()).contains("270 heads, Spearman 1.000; shared of the top 5: 5");
        assertThat(run("atlas", "show", table.toString())).isZero();
        assertThat(run("atlas")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("atlas", "show", directory.resolve("none").toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(run("atlas", "show", "default", "--table", "streaming")).isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("no score family 'streaming'");
    }

    @Test
    void writesAndReadsTheHeadFilesOfOthersAndAPage() throws Exception {
        assertThat(run("atlas", "show", "default", "--table", "copy", "--format", "gates"))
                .isZero();
        assertThat(out.toString().lines()).hasSize(30).allMatch(line -> line.split("\t", -1).length == 3);
        Path gates = Files.writeString(directory.resolve("full_attention_heads.tsv"), out.toString());
        assertThat(run("atlas", "show", gates.toString(), "--top", "1")).isZero();
        assertThat(out.toString()).contains("Head table: 90 heads");
        out.getBuffer().setLength(0);
        assertThat(run("atlas", "show", "default", "--table", "copy", "--format", "list", "--top", "2"))
                .isZero();
        assertThat(out.toString()).contains("attn_head_set: \"18-6,17-3\"");
        Path list = Files.writeString(directory.resolve("heads.yaml"), out.toString());
        assertThat(run("atlas", "show", list.toString())).isZero();
        Path page = directory.resolve("atlas.html");
        assertThat(run("atlas", "show", "default", "--html", page.toString())).isZero();
        assertThat(page).content().contains("Head atlas of", "Head 17-3");
        assertThat(run("atlas", "compare", "default", "default", "--html", page.toString()))
                .isZero();
        assertThat(page).content().contains("How far the two agree");
        assertThat(run("atlas", "show", list.toString(), "--html", page.toString()))
                .isEqualTo(PlumblineMain.EXIT_USAGE);
        assertThat(err.toString()).contains("a page shows an atlas");
    }

    /** One token a letter. */
    private static final class Letters implements Tokenizer {
        @Override
        public EncodedText encode(String text) {
            List<CharSpan> spans = new ArrayList<>();
            for (int i = 0; i < text.length(); i++) {
                spans.add(new CharSpan(i, i + 1));
            }
            return new EncodedText(text, TokenIds.of(text.chars().toArray()), spans);
        }

        @Override
        public EncodedText encodeVerbatim(String text) {
            return encode(text);
        }

        @Override
        public String decode(TokenIds ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String decodeWithoutSpecialTokens(TokenIds ids) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int vocabularySize() {
            return Character.MAX_VALUE;
        }

        @Override
        public OptionalInt bosId() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt eosId() {
            return OptionalInt.empty();
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public void close() {}
    }
}
