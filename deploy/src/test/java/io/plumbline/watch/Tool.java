package io.plumbline.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A program on this machine. */
public record Tool(Path program) {
    /**
     * The first of these on the path.
     *
     * @throws TestAbortedException if there is none: the test is skipped, QUARANTINES.md says when it is not
     */
    public static Tool find(String... names) {
        return Stream.of(names)
                .flatMap(name -> onPath(name).stream())
                .findFirst()
                .map(Tool::new)
                .orElseThrow(() -> new TestAbortedException(
                        "no " + String.join(" or ", names) + " on the path; QUARANTINES.md says how to get it"));
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(java.io.File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a run printed and how it ended. */
    public record Run(int code, String output) {}

    public Run run(String... arguments) throws IOException, InterruptedException {
        Process process = builder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** Starts it and lets it run, its output in a file. */
    Process start(Path log, String... arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
