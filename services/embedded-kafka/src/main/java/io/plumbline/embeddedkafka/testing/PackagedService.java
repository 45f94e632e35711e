package io.plumbline.embeddedkafka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A packaged service in a process of its own, to be killed by tests of what a crash leaves behind. */
public final class PackagedService implements AutoCloseable {
    /** What a process that SIGKILL ended exits with. */
    private static final int KILLED = 128 + 9;

    private final Process process;

    private PackagedService(Process process) {
        this.process = process;
    }

    /**
     * Starts it, on a free HTTP port.
     *
     * @param jar the application's {@code quarkus-run.jar}
     * @param brokers bootstrap servers
     * @param settings configuration by name
     * @param log where its output goes
     */
    public static PackagedService start(String jar, String brokers, Map<String, String> settings, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.port=" + FreePort.find(),
                "-Dkafka.bootstrap.servers=" + brokers));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", jar));
        try {
            return new PackagedService(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the packaged service could not be started: " + jar, e);
        }
    }

    /**
     * Ends it by SIGKILL and waits.
     *
     * @throws AssertionError if it had ended by itself
     */
    public void kill() throws InterruptedException {
        int exit = process.destroyForcibly().waitFor();
        if (exit != KILLED) {
            throw new AssertionError("the service had ended by itself, with " + exit);
        }
    }

    /** Ends it if it runs. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
