package io.plumbline.stages.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** A file with one generation event in each line; empty lines count as lines and are passed over. */
public final class JsonLinesSource implements ReplaySource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LogLines lines;

    private JsonLinesSource(LogLines lines) {
        this.lines = lines;
    }

    /** @throws PlumblineException {@code INVALID_INPUT} if the file cannot be read */
    public static JsonLinesSource open(Path file) {
        return new JsonLinesSource(LogLines.open(file));
    }

    @Override
    public String identity() {
        return "file " + lines.hash();
    }

    @Override
    public ReplayPosition end() {
        return ReplayPosition.START;
    }

    @Override
    public ReplaySource endingAt(ReplayPosition end) {
        return this;
    }

    @Override
    public void forEach(ReplayPosition from, Predicate<ReplayItem> more) {
        long first = from.next().getOrDefault(0, 0L);
        lines.forEach(
                Topics.TOPIC_BYTES_MAX,
                (number, body) -> number < first || more.test(new ReplayItem(0, number, time(body), body)));
    }

    private static Optional<Instant> time(byte[] body) {
        try {
            JsonNode time = JSON.readTree(body).path("time");
            return time.isTextual() ? Optional.of(Instant.parse(time.asText())) : Optional.empty();
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
