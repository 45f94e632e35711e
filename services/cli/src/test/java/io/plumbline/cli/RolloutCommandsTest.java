package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.TopicRecords;
import io.plumbline.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a user types it, on a real broker. */
class RolloutCommandsTest {
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
                    .contains("version 3", "by ann: back to 1", "smollm2-135m-reliance", "version 2", "by ann: a trial");
            assertThat(run("routing", "rollback", at, "9")).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(TopicRecords.committed(kafka.bootstrapServers(), Topics.AUDIT))
                    .hasSize(3);
        }
    }
}
