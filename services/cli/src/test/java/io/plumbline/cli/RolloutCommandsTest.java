package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.schemas.LabelSpan;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Topics;
import io.plumbline.schemas.VerdictEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a user types it, on a real broker. */
class RolloutCommandsTest {
    private static final EventCodec CODEC = new EventCodec();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory = Path.of("");

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void aTableIsCheckedAppliedShownAndTakenBack() throws Exception {
        Path good = Files.writeString(
                directory.resolve("good.json"),
                "{\"routes\":[{\"tenant\":\"acme\",\"active\":\"smollm2-135m-ensemble\","
                        + "\"shadows\":[\"smollm2-135m-reliance\"]}]}");
        Path bad = Files.writeString(directory.resolve("bad.json"), "{\"routes\":[{\"active\":\"no-such\"}]}");
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start()) {
            String at = "--bootstrap-server=" + kafka.bootstrapServers();
            assertThat(run("routing", "show", at)).isZero();
            assertThat(out.toString()).contains("no table");
            assertThat(run("routing", "check", good.toString())).isZero();
            assertThat(out.toString()).contains("1 routes, profiles smollm2-135m-ensemble, smollm2-135m-reliance");
            assertThat(run("routing", "check", bad.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(run("routing", "apply", at, bad.toString())).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(err.toString()).contains("UNKNOWN_PROFILE", "no-such");

            assertThat(run("routing", "apply", at, "--by", "ann", "--reason", "a trial", good.toString()))
                    .isZero();
            assertThat(run("routing", "apply", at, "--by", "bob", "--unchecked", bad.toString()))
                    .isZero();
            assertThat(run("routing", "apply", at, "--follows", "1", good.toString()))
                    .isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(err.toString()).contains("version 2 is in force");
            assertThat(run("routing", "rollback", at, "--by", "ann", "1")).isZero();
            assertThat(run("routing", "show", at, "--history")).isZero();
            assertThat(out.toString())
                    .contains(
                            "version 3", "by ann: back to 1", "smollm2-135m-reliance", "version 2", "by ann: a trial");
            assertThat(run("routing", "rollback", at, "9")).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(TopicRecords.committed(kafka.bootstrapServers(), Topics.AUDIT))
                    .hasSize(3);
        }
    }

    private static void answer(TopicRecords records, String id, String... passages) throws Exception {
        records.send(Topics.GENERATIONS, id, CODEC.encode(generation(id, passages)));
    }

    private static GenerationEvent generation(String id, String... passages) {
        List<Passage> list = new ArrayList<>();
        for (String passage : passages) {
            list.add(Passage.of("p" + list.size(), passage));
        }
        return GenerationEvent.of(id, Optional.of("Where?"), list, "The \uD83E\uDD8A sings in a den.");
    }

    private static LabelEvent label(GenerationEvent event, String annotator, Label label, LabelSpan... spans) {
        String profile = "a".repeat(64);
        VerdictEvent verdict = new VerdictEvent(
                "1.0",
                Ids.verdictId(event.tenant(), event.id(), CanonicalJson.hash(CODEC.encode(event)), profile),
                event.id(),
                event.tenant(),
                "fake",
                Optional.of(profile),
                Optional.of(profile),
                Optional.of(profile),
                Optional.empty(),
                new Outcome.Scored(Label.HALLUCINATED, 0.9, 0.5, List.of(), List.of(), new Counts(1, 2, 3, 4, 1)),
                List.of());
        return LabelEvent.of(verdict, label, List.of(spans), annotator, Optional.empty());
    }

    @Test
    void labelsBecomeLabelledAnswers() throws Exception {
        Path file = directory.resolve("labelled.jsonl");
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start();
                TopicRecords records = new TopicRecords(kafka.bootstrapServers())) {
            String at = "--bootstrap-server=" + kafka.bootstrapServers();
            assertThat(run("labels", "export", at, "--out", file.toString())).isZero();
            assertThat(out.toString()).contains("no labels");
            for (String id : List.of("wrong", "right", "divided", "unlabelled")) {
                answer(records, id, "The \uD83E\uDD8A lives in a den.");
            }
            // delivered twice
            answer(records, "wrong", "The \uD83E\uDD8A lives in a den.");
            answer(records, "bare");
            GenerationEvent changed = generation("right", "Another passage.");
            GenerationEvent wrong = generation("wrong", "The \uD83E\uDD8A lives in a den.");
            GenerationEvent right = generation("right", "The \uD83E\uDD8A lives in a den.");
            GenerationEvent divided = generation("divided", "The \uD83E\uDD8A lives in a den.");
            for (LabelEvent label : List.of(
                    label(wrong, "ann", Label.SUPPORTED),
                    label(wrong, "ann", Label.HALLUCINATED, new LabelSpan(6, 11), new LabelSpan(20, 99)),
                    label(right, "ann", Label.SUPPORTED),
                    label(right, "bob", Label.SUPPORTED),
                    label(right, "cid", Label.HALLUCINATED),
                    label(divided, "ann", Label.SUPPORTED),
                    label(divided, "bob", Label.HALLUCINATED),
                    label(generation("bare"), "ann", Label.SUPPORTED),
                    label(generation("gone", "x"), "ann", Label.SUPPORTED))) {
                records.send(Topics.LABELS, label.key(), CODEC.encode(label));
            }
            assertThat(run("labels", "export", at, "--out", file.toString())).isZero();
            assertThat(out.toString())
                    .contains("WRITTEN: 1", "SPANS_LEFT_OUT: 1", "DIVIDED: 1", "NO_CONTEXT: 1", "TEXT_GONE: 1");
            LabelledData data = LabelledData.read(file, "labels");
            assertThat(data.problems()).isEmpty();
            assertThat(data.examples())
                    .extracting(example -> example.example().id(), LabelledExample::hallucinated)
                    .containsExactlyInAnyOrder(tuple("wrong", true), tuple("right", false));
            assertThat(Files.readString(file))
                    .contains("{\"start\":6,\"end\":11,\"text\":\"sings\"}")
                    .doesNotContain("ann", "\"end\":99");

            // labels of a text that is not the one on the topic are nobody's
            records.send(Topics.LABELS, "right", CODEC.encode(label(changed, "dan", Label.SUPPORTED)));
            assertThat(run("labels", "export", at, "--out", file.toString())).isZero();
            assertThat(out.toString()).contains("TEXT_GONE: 2");
            assertThat(run("labels", "export", at, "--tenant", "other", "--out", file.toString()))
                    .isZero();
            assertThat(out.toString()).contains("no labels");
        }
    }

    @Test
    void whatWasExportedBeforeStaysWhileTheBrokersAreAway() throws Exception {
        Path file = Files.writeString(directory.resolve("labelled.jsonl"), "of before\n");
        Path client = Files.writeString(
                directory.resolve("client.properties"), "bootstrap.servers=localhost:1\ndefault.api.timeout.ms=1000\n");
        assertThat(run("labels", "export", "--client-config", client.toString(), "--out", file.toString()))
                .isEqualTo(PlumblineMain.EXIT_RESOURCES);
        assertThat(file).hasContent("of before\n");
        assertThat(directory.resolve("labelled.jsonl.new")).doesNotExist();
    }

    @Test
    void anAnswerIsErased() throws Exception {
        Path file = directory.resolve("erased.jsonl");
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start();
                TopicRecords records = new TopicRecords(kafka.bootstrapServers())) {
            String at = "--bootstrap-server=" + kafka.bootstrapServers();
            answer(records, "gone", "The \uD83E\uDD8A lives in a den.");
            answer(records, "kept", "The \uD83E\uDD8A lives in a den.");
            assertThat(run("erase", at)).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(err.toString()).contains("--id", "--tenant");
            assertThat(run("erase", at, "--id", "gone", "--dry-run")).isZero();
            assertThat(err.toString()).contains(Topics.GENERATIONS + ": 1 would go");
            assertThat(out.toString()).contains("\"action\":\"WOULD_ERASE\"");
            assertThat(run("erase", at, "--id", "gone", "--by", "ann", "--wait-s", "0", "--audit", file.toString()))
                    .isZero();
            assertThat(Files.readString(file)).contains("\"action\":\"ERASED\"").doesNotContain("gone");
            assertThat(TopicRecords.committed(kafka.bootstrapServers(), Topics.GENERATIONS))
                    .hasSize(1)
                    .allMatch(record -> TopicRecords.keyIs(record, "kept"));
            assertThat(run("erase", at, "--tenant", "nobody")).isZero();
            assertThat(err.toString()).contains("nothing to erase");
        }
    }
}
