package io.plumbline.embeddedkafka.testing;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fresh broker with all topics on a free port for a Quarkus test: {@code @WithTestResource(KafkaTestResource.class)}
 * (not {@code @QuarkusTestResource}, which holds for every test of the module). Sets {@code kafka.bootstrap.servers} and turns Dev Services off.
 */
public final class KafkaTestResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedKafka kafka;

    @Override
    public Map<String, String> start() {
        EmbeddedKafka started = EmbeddedKafka.builder().port(0).start();
        kafka = started;
        return Map.of(
                "kafka.bootstrap.servers", started.bootstrapServers(), "quarkus.kafka.devservices.enabled", "false");
    }

    @Override
    public void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }
}
