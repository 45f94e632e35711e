package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Lines about what was done, to a file or to the output; each is in the file before the next thing is done. */
record AuditLines(Optional<BufferedWriter> file, PrintWriter out) implements AutoCloseable {
    /** @param path appended to; empty for the output */
    static AuditLines open(Optional<Path> path, PrintWriter out) {
        return new AuditLines(path.map(AuditLines::writer), out);
    }

    private static BufferedWriter writer(Path path) {
        try {
            return Files.newBufferedWriter(
                    path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot write the audit file " + path, e);
        }
    }

    void write(String json) {
        if (file.isEmpty()) {
            out.println(json);
            return;
        }
        try {
            file.get().write(json + "\n");
            file.get().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
