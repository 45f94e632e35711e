package io.plumbline.loadtests.stream;

import io.plumbline.embeddedkafka.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged detector in a process of its own. */
final class ForkedDetector implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final Settings settings;
    private final int port = FreePort.find();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PROBE).build();
    private final ForkedJvm process;

    /**
     * How it is started.
     *
     * @param jar {@code quarkus-run.jar}
     * @param bootstrap brokers
     * @param log output of all its lives
     * @param jvm options of the JVM
     * @param properties of the service
     * @param environment variables
     */
    record Settings(
            Path jar,
            String bootstrap,
            Path log,
            List<String> jvm,
            Map<String, String> properties,
            Map<String, String> environment) {
        Settings {
            jvm = List.copyOf(jvm);
            properties = Map.copyOf(properties);
            environment = Map.copyOf(environment);
        }
    }

    private ForkedDetector(Settings settings) {
        this.settings = settings;
        List<String> arguments = new ArrayList<>(settings.jvm());
        arguments.addAll(List.of(
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dkafka.bootstrap.servers=" + settings.bootstrap()));
        settings.properties().forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        arguments.add("-jar");
        arguments.add(settings.jar().toString());
        this.process = ForkedJvm.start("detector", settings.log(), settings.environment(), arguments);
    }

    static ForkedDetector start(Settings settings) {
        return new ForkedDetector(settings);
    }

    void awaitReady() throws InterruptedException {
        process.await("ready", START, () -> status("/q/health/ready") == 200);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitCode();
    }

    /** Whether the liveness probe says so; true also while the service is not up yet to answer. */
    boolean isLive() {
        return status("/q/health/live") != 503;
    }

    private int status(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PROBE)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }

    Settings settings() {
        return settings;
    }
}
