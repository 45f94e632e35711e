package io.plumbline.model.weights;

import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.HttpDownloads.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fetches files of a model hub by its {@code /<repository>/resolve/<revision>/<file>} addresses. */
final class HubClient {
    /** Files beside the weights that the tokenizer may want; a repository need not have them. */
    private static final List<String> EXTRAS = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "generation_config.json",
            "chat_template.jinja");

    private static final long MAX_SMALL_BYTES = 64L << 20;

    private final FetchSettings settings;
    private final HttpDownloads http;

    HubClient(FetchSettings settings, HttpDownloads http) {
        this.settings = settings;
        this.http = http;
    }

    /** One file into {@code part}, resuming what is there. */
    void file(ModelSource.Hub source, String file, Path part, long maxBytes) throws FetchException {
        http.download(location(source, file), part, maxBytes, false, file);
    }

    /** A whole model into {@code directory}: configuration, weights, tokenizer. Files that are there stay. */
    void model(ModelSource.Hub source, Path directory) throws FetchException, IOException {
        if (!fetch(source, SafetensorsModelWeights.CONFIG, directory, MAX_SMALL_BYTES)) {
            throw new FetchException(location(source, SafetensorsModelWeights.CONFIG)
                            .uri() + ": HTTP 404; for a GGUF repository name the file: hf:" + source.repository()
                    + "/FILE.gguf");
        }
        fetch(source, SafetensorsModelWeights.INDEX, directory, MAX_SMALL_BYTES);
        List<String> weights;
        try {
            weights = SafetensorsModelWeights.weightFiles(directory);
        } catch (PlumblineException e) {
            Files.deleteIfExists(directory.resolve(SafetensorsModelWeights.INDEX));
            throw new FetchException(String.valueOf(e.getMessage()));
        }
        for (String extra : EXTRAS) {
            fetch(source, extra, directory, MAX_SMALL_BYTES);
        }
        for (String file : weights) {
            if (!fetch(source, file, directory, ModelStore.MAX_FILE_BYTES)) {
                throw new FetchException(location(source, file).uri() + ": HTTP 404");
            }
        }
    }

    private boolean fetch(ModelSource.Hub source, String file, Path directory, long maxBytes)
            throws FetchException, IOException {
        Path target = directory.resolve(file);
        if (Files.exists(target)) {
            return true;
        }
        Path part = directory.resolve(file + ".part");
        if (!http.download(location(source, file), part, maxBytes, true, file)) {
            return false;
        }
        Files.move(part, target);
        Files.deleteIfExists(directory.resolve(file + ".part.etag"));
        return true;
    }

    private Location location(ModelSource.Hub source, String file) {
        String base = settings.hubEndpoint().toString().replaceAll("/+$", "");
        Location place = Location.of(
                URI.create(base + "/" + source.repository() + "/resolve/" + source.revision() + "/" + file));
        return settings.hubToken()
                .map(token -> new Location(place.uri(), Map.of("Authorization", "Bearer " + token)))
                .orElse(place);
    }
}
