package io.plumbline.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where computed features are kept. */
final class CacheOptions {
    @Option(names = "--cache", description = "folder where features are kept (default: ~/.plumbline/features)")
    private Optional<Path> directory = Optional.empty();

    Path directory() {
        return directory.orElseGet(() -> Path.of(System.getProperty("user.home"), ".plumbline", "features"));
    }
}
