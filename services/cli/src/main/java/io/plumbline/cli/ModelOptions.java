package io.plumbline.cli;

import io.plumbline.model.weights.TerminalProgress;
import io.plumbline.stages.ScoringRuntime;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model, and how it runs. */
final class ModelOptions {
    @Option(names = "--model", defaultValue = "default", description = "scoring model; see: plumbline models --help")
    private String model = "default";

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or cuda:0 (${DEFAULT-VALUE})")
    private String device = "cpu";

    @Option(names = "--threads", description = "threads of the model (default: cores, at most 4)")
    private Optional<Integer> threads = Optional.empty();

    /** Without a token classifier. */
    ScoringRuntime open() {
        return open(Optional.empty());
    }

    /** @param classifier directory of the user's token classifier */
    ScoringRuntime open(Optional<Path> classifier) {
        return ScoringRuntime.open(model, device, threads, classifier, new TerminalProgress());
    }
}
