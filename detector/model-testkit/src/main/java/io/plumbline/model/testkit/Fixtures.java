package io.plumbline.model.testkit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.plumbline.model.npz.NpzArchive;
import io.plumbline.model.npz.NpzReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Reads the fixture files in this module's resources. */
final class Fixtures {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private Fixtures() {}

    /** An archive under {@code fixtures/}. */
    static NpzArchive npz(String path) {
        try (InputStream in = open(path)) {
            return NpzReader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** A JSON object under {@code fixtures/}; unknown fields are passed over, names are in snake case. */
    static <T> T json(String path, Class<T> type) {
        try (InputStream in = open(path)) {
            return JSON.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** A JSON array under {@code fixtures/}. */
    static <T> List<T> jsonList(String path, Class<T> type) {
        try (InputStream in = open(path)) {
            return JSON.readerForListOf(type).readValue(in);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** Copies files of a folder under {@code fixtures/} to {@code target}, for readers that need a real directory. */
    static void copy(String folder, List<String> names, Path target) {
        for (String name : names) {
            try (InputStream in = open(folder + "/" + name)) {
                Files.createDirectories(target);
                Files.copy(in, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + path);
        if (in == null) {
            throw new IOException("no fixture " + path);
        }
        return in;
    }
}
