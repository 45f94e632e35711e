package io.plumbline.standalone;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How the whole fleet runs in one process.
 *
 * @param httpPort of the gateway
 * @param kafkaPort of the broker
 * @param dataDirectory where the broker keeps its records
 * @param model source of the scoring model
 * @param profile name, id or file; the default without
 * @param threads inside one operation of the model; chosen without
 * @param repair whether flagged answers are repaired
 * @param exactlyOnce whether results are written in transactions
 * @param samples whether to stream the bundled traffic
 * @param exitAfterSample whether to end when every sample has its verdict and, where it is flagged, its repair
 */
public record StandaloneOptions(
        int httpPort,
        int kafkaPort,
        Path dataDirectory,
        String model,
        Optional<String> profile,
        Optional<Integer> threads,
        boolean repair,
        boolean exactlyOnce,
        Samples samples,
        boolean exitAfterSample) {
    /** When the bundled traffic is streamed. */
    public enum Samples {
        /** What of it has no verdict yet on this data directory. */
        NEW,
        /** All of it, again, under fresh ids. */
        AGAIN,
        /** Not at all. */
        NONE
    }

    public StandaloneOptions {
        Objects.requireNonNull(dataDirectory, "dataDirectory is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(profile, "profile is null");
        Objects.requireNonNull(threads, "threads is null");
        Objects.requireNonNull(samples, "samples is null");
    }

    /** {@code ~/.plumbline/kafka}. */
    public static Path defaultDataDirectory() {
        return Path.of(System.getProperty("user.home", "."), ".plumbline", "kafka");
    }
}
