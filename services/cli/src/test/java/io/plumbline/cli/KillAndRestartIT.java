package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.embeddedkafka.testing.FreePort;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with the real model: killed while it scores, started again, and asked to end. */
class KillAndRestartIT {
    private static final int EVENTS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String APP = System.getProperty("plumbline.app.jar", "");

    @TempDir
    Path directory = Path.of("");

    private final EventCodec codec = new EventCodec();
    private final List<Process> started = new ArrayList<>();
    private int kafkaPort;

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void killedWhileScoringItLosesNoEventAndOnSigtermItEndsCleanly() throws Exception {
        assumeTrue(
                Files.exists(new ModelStore(FetchSettings.standard(), Progress.quiet()).location(ModelSource.DEFAULT)),
                "the default model is not in the cache, see QUARANTINES.md");
        assumeTrue(!APP.isEmpty(), "runs on the packaged application, in ./mvnw verify");
        kafkaPort = FreePort.find();
        Process first = start();
        awaitBroker();
        produce();
        await().atMost(PATIENCE).until(() -> keys(Topics.VERDICTS).size() >= 3);
        first.destroyForcibly().waitFor();
        assertThat(first.exitValue()).as("SIGKILL").isEqualTo(137);

        Process second = start();
        awaitBroker();
        int before = keys(Topics.VERDICTS).size();
        Set<String> ids = new HashSet<>(
                IntStream.range(0, EVENTS).mapToObj(i -> "kill-" + i).toList());
        await().atMost(PATIENCE).until(() -> keys(Topics.VERDICTS).containsAll(ids));
        assertThat(before)
                .as("verdicts before the kill, so that it came during scoring")
                .isLessThan(EVENTS);
        assertThat(keys(Topics.GENERATIONS_DLQ)).containsExactly("poison");

        second.destroy();
        assertThat(second.waitFor(60, TimeUnit.SECONDS))
                .as("ended after SIGTERM")
                .isTrue();
        assertThat(directory.resolve("kafka").resolve(".kafka_cleanshutdown")).exists();
    }

    private Process start() throws IOException {
        Path log = directory.resolve("log-" + started.size() + ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-DOPT_OUT_TRACKING=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-jar",
                        APP,
                        "up",
                        "--no-sample",
                        "--no-repair",
                        "--threads=1",
                        "--port=" + FreePort.find(),
                        "--kafka-port=" + kafkaPort,
                        "--data=" + directory.resolve("kafka"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        return process;
    }

    private void produce() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                GenerationEvent event = GenerationEvent.of(
                        "kill-" + i,
                        Optional.of("When was bridge number " + i + " opened?"),
                        List.of(
                                Passage.of(
                                        "p1",
                                        "Bridge number " + i + " was opened in " + (1800 + i)
                                                + " after four years of work. It is 212 metres long and made of steel and stone.")),
                        "It was opened in " + (1801 + i) + " by the queen.");
                send(producer, event.id(), codec.encode(event));
                if (i == EVENTS / 2) {
                    send(producer, "poison", new byte[] {1, 2, 3});
                }
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.GENERATIONS, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private void awaitBroker() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            keys(Topics.VERDICTS);
            return true;
        });
    }

    /** Keys of all records of a topic. */
    private Set<String> keys(String topic) {
        Set<String> keys = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", "127.0.0.1:" + kafkaPort,
                        "default.api.timeout.ms", "5000",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    keys.add(new String(one.key(), StandardCharsets.UTF_8));
                }
            }
        }
        return keys;
    }
}
