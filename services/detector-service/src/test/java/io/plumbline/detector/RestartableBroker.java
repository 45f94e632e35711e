package io.plumbline.detector;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A real broker that a test class may stop and start again; given to fields of this type. */
public class RestartableBroker implements QuarkusTestResourceLifecycleManager {
    private Optional<EmbeddedKafka> kafka = Optional.empty();
    private Path data = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("plumbline-restartable");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EmbeddedKafka started =
                EmbeddedKafka.builder().port(0).dataDirectory(data).start();
        kafka = Optional.of(started);
        return Map.of("kafka.bootstrap.servers", started.bootstrapServers());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(RestartableBroker.class));
    }

    String bootstrapServers() {
        return kafka.orElseThrow().bootstrapServers();
    }

    /** Goes down cleanly. */
    void down() {
        kafka.orElseThrow().close();
    }

    /** Comes back with what it held, at the same address. */
    void up() {
        int port = kafka.orElseThrow().port();
        kafka = Optional.of(
                EmbeddedKafka.builder().port(port).dataDirectory(data).start());
    }

    @Override
    public void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
    }
}
