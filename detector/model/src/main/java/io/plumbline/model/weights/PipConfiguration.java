package io.plumbline.model.weights;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The package index that pip would use, as far as someone has named one: PIP_INDEX_URL, else {@code index-url} in the
 * section {@code [global]} of pip's configuration files, the user's before the machine's. No index is built in.
 */
final class PipConfiguration {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern SETTING = Pattern.compile("index[-_]url\\s*[=:]\\s*(\\S+)");

    private PipConfiguration() {}

    static Optional<URI> index(Map<String, String> environment, Path home) {
        return FetchSettings.variable(environment, "PIP_INDEX_URL")
                .or(() -> files(environment, home).stream()
                        .flatMap(file -> read(file).stream())
                        .findFirst())
                .flatMap(PipConfiguration::uri);
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = URI.create(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Path> files(Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        FetchSettings.variable(environment, "PIP_CONFIG_FILE").ifPresent(file -> files.add(Path.of(file)));
        files.add(FetchSettings.variable(environment, "XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(home.resolve(".config"))
                .resolve("pip/pip.conf"));
        files.add(home.resolve(".pip/pip.conf"));
        files.add(home.resolve("Library/Application Support/pip/pip.conf"));
        FetchSettings.variable(environment, "APPDATA").ifPresent(data -> files.add(Path.of(data, "pip", "pip.ini")));
        files.add(Path.of("/etc/xdg/pip/pip.conf"));
        files.add(Path.of("/etc/pip.conf"));
        return files;
    }

    private static Optional<String> read(Path file) {
        List<String> lines;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            // pip itself skips what it cannot read
            return Optional.empty();
        }
        boolean global = false;
        for (String line : lines) {
            String stripped = line.strip();
            if (stripped.startsWith("[")) {
                global = stripped.toLowerCase(Locale.ROOT).equals("[global]");
            }
            Matcher setting = SETTING.matcher(stripped);
            if (global && setting.matches()) {
                return Optional.of(setting.group(1));
            }
        }
        return Optional.empty();
    }
}
