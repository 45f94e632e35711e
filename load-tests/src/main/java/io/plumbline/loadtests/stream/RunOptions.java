package io.plumbline.loadtests.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options of every run. */
final class RunOptions {
    @Option(
            names = "--out",
            defaultValue = "load-tests/target/results",
            description = "Directory of the results (default ${DEFAULT-VALUE}).")
    Path out = Path.of("load-tests/target/results");

    @Option(names = "--repository", defaultValue = ".", description = "The checkout (default: here).")
    Path repository = Path.of(".");

    @Option(names = "--work", description = "Directory for the broker's data and all logs (default: a temporary one).")
    Optional<Path> work = Optional.empty();

    /** Where results go, made. */
    Path results() throws IOException {
        return Files.createDirectories(out);
    }

    /** An empty directory for data and logs. */
    Path fresh(String run) throws IOException {
        Path directory = work.isPresent()
                ? Files.createTempDirectory(Files.createDirectories(work.get()), run)
                : Files.createTempDirectory("plumbline-" + run);
        progress().accept("data and logs: " + directory);
        return directory;
    }

    /** Lines with the time (UTC), on standard error. */
    Consumer<String> progress() {
        return line -> System.err.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + "  " + line);
    }
}
