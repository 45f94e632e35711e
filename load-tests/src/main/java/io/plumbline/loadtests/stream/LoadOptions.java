package io.plumbline.loadtests.stream;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How much, how long, judged by what. */
final class LoadOptions {
    private static final double STUB_RATE = 20;
    private static final double MODEL_RATE = 0.4;
    /** Short answers for a model that takes a second for each. */
    private static final long MODEL_TOKENS_MAX = 250;

    @Option(
            names = "--detector",
            defaultValue = "STUB",
            description =
                    "STUB: a constant time for each answer; MODEL: the packaged service with the default model (default"
                            + " ${DEFAULT-VALUE}).")
    LoadBench.Judge judge = LoadBench.Judge.STUB;

    @Option(
            names = "--work-ms",
            defaultValue = "10",
            description = "The stub's time for each answer (default ${DEFAULT-VALUE}).")
    int workMs;

    @Option(names = "--rate", description = "Events a second (default: 20 with the stub, 0.4 with the model).")
    Optional<Double> rate = Optional.empty();

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "20",
            description = "Before that, at the same rate: in the ledger, in no latency (default ${DEFAULT-VALUE}).")
    int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "120", description = "Until the last event (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--patience-seconds",
            defaultValue = "180",
            description = "After that for events without an answer (default ${DEFAULT-VALUE}).")
    int patienceSeconds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of arrivals, kinds and tenants (default ${DEFAULT-VALUE}).")
    long seed;

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    double rate() {
        return rate.orElse(judge == LoadBench.Judge.STUB ? STUB_RATE : MODEL_RATE);
    }

    long estimatedTokensMax() {
        return judge == LoadBench.Judge.STUB ? Long.MAX_VALUE : MODEL_TOKENS_MAX;
    }
}
