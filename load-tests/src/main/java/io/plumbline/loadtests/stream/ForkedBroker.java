package io.plumbline.loadtests.stream;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker in a process of its own: it can be killed, and it may end itself. */
final class ForkedBroker implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final String READY = "Kafka is ready";

    private final Path data;
    private final Path log;
    private final int port;
    private final Optional<EmbeddedKafka.Forwarded> forwarded;
    private Optional<ForkedJvm> process = Optional.empty();

    /**
     * Nothing runs yet.
     *
     * @param data where records live, over restarts
     * @param log output of all its lives
     * @param forwarded a second way in, through somebody in between
     */
    ForkedBroker(Path data, Path log, Optional<EmbeddedKafka.Forwarded> forwarded) {
        this.data = data;
        this.log = log;
        this.port = FreePort.find();
        this.forwarded = forwarded;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Starts it and waits until clients can work. */
    void start() throws InterruptedException {
        long before = ForkedJvm.count(log, READY);
        spawn();
        running().await("ready", START, () -> ForkedJvm.count(log, READY) > before);
    }

    private void spawn() {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        arguments.addAll(ForkedJvm.ownClassPath());
        arguments.add(EmbeddedKafka.class.getName());
        arguments.add(data.toString());
        arguments.add(Integer.toString(port));
        forwarded.ifPresent(way -> {
            arguments.add(Integer.toString(way.listenPort()));
            arguments.add(Integer.toString(way.advertisedPort()));
        });
        process = Optional.of(ForkedJvm.start("broker", log, Map.of(), arguments));
    }

    private ForkedJvm running() {
        return process.orElseThrow(() -> new IllegalStateException("the broker was not started"));
    }

    boolean isAlive() {
        return process.filter(ForkedJvm::isAlive).isPresent();
    }

    void kill() throws InterruptedException {
        running().kill();
    }

    @Override
    public void close() {
        process.ifPresent(ForkedJvm::close);
    }
}
