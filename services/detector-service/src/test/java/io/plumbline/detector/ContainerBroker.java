package io.plumbline.detector;

import io.plumbline.embeddedkafka.TopicCreator;
import io.plumbline.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.kafka.KafkaContainer;

/** The broker as it ships, in a container: what an embedded one has in common with those that will be used is then no assumption. */
public class ContainerBroker implements QuarkusTestResourceLifecycleManager {
    private static final String IMAGE = "apache/kafka:4.1.1";

    private Optional<KafkaContainer> kafka = Optional.empty();

    /**
     * Whether there seems to be an engine to run it. Asked before Quarkus starts, on a class loader on which Testcontainers' own
     * question does not work.
     */
    static boolean canRun() {
        return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    }

    @Override
    public Map<String, String> start() {
        KafkaContainer started = new KafkaContainer(IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                // the dead-letter topic's limit, which a topic may not exceed
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(Topics.DLQ_BYTES_MAX))
                .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", Integer.toString(Topics.DLQ_BYTES_MAX));
        started.start();
        kafka = Optional.of(started);
        TopicCreator.ensure(started.getBootstrapServers(), Topics.all(), 1, Duration.ofMinutes(1));
        return Map.of("kafka.bootstrap.servers", started.getBootstrapServers());
    }

    @Override
    public void stop() {
        kafka.ifPresent(KafkaContainer::stop);
    }
}
