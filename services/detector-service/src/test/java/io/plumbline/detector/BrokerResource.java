package io.plumbline.detector;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Optional;

/** A real broker for a test class. */
public class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private Optional<EmbeddedKafka> kafka = Optional.empty();

    @Override
    public Map<String, String> start() {
        EmbeddedKafka started = EmbeddedKafka.builder().port(0).start();
        kafka = Optional.of(started);
        return Map.of("kafka.bootstrap.servers", started.bootstrapServers());
    }

    @Override
    public void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }
}
