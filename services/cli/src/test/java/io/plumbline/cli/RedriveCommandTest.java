package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.schemas.Topics;
import io.plumbline.stages.DeadLetter;
import io.plumbline.stages.Rejection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a user types it, on a real broker. */
class RedriveCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory = Path.of("");

    private int run(EmbeddedKafka kafka, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "redrive";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--bootstrap-server";
        all[args.length + 2] = kafka.bootstrapServers();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    private static void letter(EmbeddedKafka kafka, String key, Rejection rejection) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.GENERATIONS_DLQ,
                key.getBytes(StandardCharsets.UTF_8),
                ("{\"id\":\"" + key + "\"}").getBytes(StandardCharsets.UTF_8));
        new DeadLetter(new DeadLetter.Origin(Topics.GENERATIONS, 0, 1), rejection, Instant.now())
                .headers()
                .forEach((name, value) -> record.headers().add(name, value));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    @Test
    void listsShowsRehearsesAndPutsBack() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start()) {
            assertThat(run(kafka, "list")).isZero();
            assertThat(out.toString()).contains("no dead letters");
            letter(kafka, "a1", new Rejection("ENGINE_FAILURE", "the engine failed", true));
            letter(kafka, "a2", new Rejection("SCHEMA_INVALID", "not so", false));

            assertThat(run(kafka, "list", "--since", "1h")).isZero();
            assertThat(out.toString())
                    .contains("0:0", "a1", "ENGINE_FAILURE: 1, of these put back: 0", "hopeless unchanged");
            assertThat(run(kafka, "show", "0:0")).isZero();
            assertThat(out.toString()).contains("plumbline-dlq-detail: the engine failed", "{\"id\":\"a1\"}");
            assertThat(run(kafka, "show", "0:9")).isEqualTo(PlumblineMain.EXIT_USAGE);

            assertThat(run(kafka, "run", "--dry-run")).isZero();
            assertThat(out.toString()).contains("\"action\":\"WOULD_SEND\"", "\"action\":\"HOPELESS\"");
            assertThat(err.toString()).contains("WOULD_SEND: 1", "HOPELESS: 1");

            Path audit = directory.resolve("audit.jsonl");
            assertThat(run(kafka, "run", "--code", "ENGINE_FAILURE", "--audit", audit.toString()))
                    .isZero();
            assertThat(err.toString()).contains("SENT: 1").doesNotContain("HOPELESS");
            assertThat(Files.readAllLines(audit)).singleElement().satisfies(line -> assertThat(line)
                    .contains("\"action\":\"SENT\"", "\"key\":\"a1\"", "\"attempt\":1"));
            assertThat(run(kafka, "run", "--at", "0:0")).isZero();
            assertThat(err.toString()).contains("ALREADY_SENT: 1");
            assertThat(run(kafka, "list")).isZero();
            assertThat(out.toString()).contains("ENGINE_FAILURE: 1, of these put back: 1");

            Path client = Files.writeString(
                    directory.resolve("client.properties"), "bootstrap.servers=" + kafka.bootstrapServers() + "\n");
            out.getBuffer().setLength(0);
            String[] list = {"redrive", "list", "--client-config", client.toString()};
            assertThat(PlumblineMain.run(new PrintWriter(out, true), new PrintWriter(err, true), list))
                    .isZero();
            assertThat(out.toString()).contains("ENGINE_FAILURE: 1");

            assertThat(run(kafka, "run", "--since", "yesterday")).isEqualTo(PlumblineMain.EXIT_USAGE);
            assertThat(err.toString()).contains("how long ago: 90m");
            assertThat(run(kafka, "run", "--rate", "0")).isEqualTo(PlumblineMain.EXIT_USAGE);
        }
    }
}
