package io.plumbline.loadtests.stream;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A JVM of its own, whose output goes to a file. Those still alive when the harness ends are killed. */
final class ForkedJvm implements AutoCloseable {
    private static final Duration CLEAN_END = Duration.ofSeconds(30);
    private static final long POLL_MS = 50;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "kill-forked"));
    }

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter in;

    private ForkedJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a JVM.
     *
     * @param name for messages
     * @param log appended to
     * @param environment variables beside ours, such as {@code LD_PRELOAD}
     * @param arguments after {@code java}
     */
    static ForkedJvm start(String name, Path log, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = builder.start();
            ALIVE.add(process);
            return new ForkedJvm(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("the process '" + name + "' could not be started", e);
        }
    }

    /** The class path of this process and its logging, for a main class of ours. */
    static List<String> ownClassPath() {
        return List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** A line to its standard input. */
    void tell(String line) {
        try {
            in.write(line);
            in.newLine();
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process '" + name + "' does not listen; see " + log, e);
        }
    }

    /**
     * Waits until something holds.
     *
     * @throws IllegalStateException if the process ends first or it takes too long
     */
    void await(String what, Duration patience, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        name + " ended (" + process.exitValue() + ") before " + what + "; see " + log);
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(name + ": not " + what + " within " + patience + "; see " + log);
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** How often its output holds this text. */
    static long count(Path log, String text) {
        try {
            return Files.exists(log)
                    ? Files.readString(log, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains(text))
                            .count()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        ALIVE.remove(process);
    }

    /** SIGTERM, and SIGKILL if that does not help in half a minute. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(CLEAN_END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(process);
    }
}
