package io.plumbline.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void recordsSurviveARestartOnTheSamePort(@TempDir Path directory) throws Exception {
        int port;
        try (EmbeddedKafka kafka =
                EmbeddedKafka.builder().dataDirectory(directory).port(0).start()) {
            port = kafka.port();
            send(kafka, Topics.GENERATIONS, "a", "first".getBytes(UTF_8));
            assertThat(read(kafka, Topics.GENERATIONS, 1)).containsExactly("first");
        }
        assertThat(directory.resolve(".kafka_cleanshutdown")).exists();
        try (EmbeddedKafka kafka =
                EmbeddedKafka.builder().dataDirectory(directory).port(port).start()) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(kafka.dataDirectory()).isEqualTo(directory);
            send(kafka, Topics.GENERATIONS, "a", "second".getBytes(UTF_8));
            assertThat(read(kafka, Topics.GENERATIONS, 2)).containsExactly("first", "second");
            assertThatThrownBy(() -> EmbeddedKafka.builder().port(port).start())
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("port " + port + " on 127.0.0.1 is in use; stop what listens there or choose another"
                            + " port");
            assertThatThrownBy(() -> EmbeddedKafka.builder()
                            .dataDirectory(directory)
                            .port(0)
                            .start())
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageStartingWith("another broker uses the data directory");
        }
    }

    @Test
    void topicsAreAsSpecifiedAndOnlyThose() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).start()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get())
                        .containsExactlyInAnyOrderElementsOf(
                                Topics.all().stream().map(TopicSpec::name).toList());
                TopicSpec grown = new TopicSpec(Topics.LABELS, 5, Duration.ofDays(1), 1 << 20);
                TopicCreator.ensure(kafka.bootstrapServers(), List.of(grown), 1, Duration.ofSeconds(30));
                assertThat(admin.describeTopics(List.of(Topics.LABELS))
                                .allTopicNames()
                                .get()
                                .values())
                        .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(5));
            }
            send(kafka, Topics.GENERATIONS, "a", new byte[Topics.TOPIC_BYTES_MAX - 4096]);
            send(kafka, Topics.GENERATIONS_DLQ, "a", new byte[Topics.DLQ_BYTES_MAX - 4096]);
            assertThatThrownBy(() -> send(kafka, Topics.GENERATIONS, "a", new byte[Topics.TOPIC_BYTES_MAX + 1]))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThatThrownBy(() -> send(kafka, "not.a.topic", "a", new byte[1]))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aTemporaryDirectoryIsGoneAfterwards() {
        EmbeddedKafka kafka = EmbeddedKafka.builder().port(0).topics(List.of()).start();
        assertThat(kafka.dataDirectory()).exists();
        kafka.close();
        kafka.close();
        assertThat(kafka.dataDirectory()).doesNotExist();
    }

    @Test
    void aRequestToEndTheProcessShutsDownCleanly(@TempDir Path directory) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedKafka.class.getName(),
                        directory.toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(output.lines().anyMatch(line -> line.contains("Kafka is ready on 127.0.0.1:" + port)))
                    .isTrue();
            assertThat(directory.resolve(".kafka_cleanshutdown")).doesNotExist();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.exists(directory.resolve(".kafka_cleanshutdown"))).isTrue();
    }

    private static void send(EmbeddedKafka kafka, String topic, String key, byte[] value)
            throws InterruptedException, ExecutionException {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "acks",
                "all",
                "max.request.size",
                Topics.DLQ_BYTES_MAX + 65536,
                "max.block.ms",
                3000);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "test",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    values.add(new String(found.value(), UTF_8));
                }
            }
        }
        return values;
    }
}
