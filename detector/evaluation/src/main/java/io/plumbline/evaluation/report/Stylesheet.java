package io.plumbline.evaluation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** How our reports look, light and dark. */
final class Stylesheet {
    private Stylesheet() {}

    /** The style sheet. */
    static String text() {
        try (InputStream in = Objects.requireNonNull(
                Stylesheet.class.getResourceAsStream("report.css"), "report.css is not beside this class")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read", e);
        }
    }
}
