package io.plumbline.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What real clients sent; see the README beside the files. */
final class Recorded {
    static final String QUESTION = "When was the harbour bridge opened?";
    static final String ANSWER = "The harbour bridge was opened on 19 March 1932. \uD83C\uDF09";

    private Recorded() {}

    static byte[] bytes(String name) {
        try (InputStream in =
                Objects.requireNonNull(Recorded.class.getResourceAsStream("/recorded/" + name), () -> name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] pair(int number) {
        return ("{\"request\":" + text("openai-" + number + ".request.json") + ",\"response\":"
                        + text("openai-" + number + ".response.json") + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}
