package io.plumbline.evaluation.mitigation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.evaluation.run.LineCache;
import io.plumbline.model.Hashes;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What was written in an earlier run, so that a comparison of hours can be stopped and goes on where it was. */
final class AnswerStore implements Closeable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Optional<LineCache> cache;

    private AnswerStore(Optional<LineCache> cache) {
        this.cache = cache;
    }

    /**
     * Opens the store of one model in one environment.
     *
     * @param directory empty to keep nothing
     * @throws io.plumbline.model.PlumblineException BUSY if another run has it open
     */
    static AnswerStore open(Optional<Path> directory, String identity) throws IOException {
        return new AnswerStore(
                directory.isEmpty()
                        ? Optional.empty()
                        : Optional.of(LineCache.open(directory.get(), "mitigation", identity)));
    }

    /**
     * What is kept under a name, or else what {@code work} gives, which is then kept.
     *
     * @param name all that the outcome depends on besides the store's identity
     */
    <T> T get(String name, Class<T> type, Supplier<T> work) {
        String hash = Hashes.sha256(name.getBytes(StandardCharsets.UTF_8));
        try {
            Optional<T> kept =
                    cache.isEmpty() ? Optional.empty() : cache.get().read(hash).flatMap(line -> read(line, type));
            if (kept.isPresent()) {
                return kept.get();
            }
            T done = work.get();
            if (cache.isPresent()) {
                cache.get().write(hash, JSON.writeValueAsString(done));
            }
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A damaged line counts as none. */
    private static <T> Optional<T> read(String line, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(line, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (cache.isPresent()) {
            cache.get().close();
        }
    }
}
