package io.plumbline.loadtests.stream;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of few bytes in memory, that can be filled to the last. */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Path directory;

    /**
     * Mounts it.
     *
     * @throws PlumblineException where mounting is not allowed
     */
    SmallDisk(Path directory, int megabytes) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        int status =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "plumbline-load", directory.toString());
        if (status != 0) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "no file system could be mounted: run as root (in a container: with CAP_SYS_ADMIN)");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::unmount, "unmount"));
    }

    Path directory() {
        return directory;
    }

    /** Writes until there is no byte left. */
    void fill() throws IOException {
        int chunk = CHUNK;
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (chunk > 0) {
                try {
                    ballast.write(new byte[chunk]);
                } catch (IOException full) {
                    chunk /= 2;
                }
            }
        }
    }

    /** Gives the space back. */
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    @Override
    public void close() {
        unmount();
    }

    private void unmount() {
        try {
            int unused = run("umount", "-l", directory.toString());
        } catch (IOException | InterruptedException e) {
            System.err.println("not unmounted: " + directory + ", " + e.getMessage());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
