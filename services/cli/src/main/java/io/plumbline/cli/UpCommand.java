package io.plumbline.cli;

import io.plumbline.standalone.Standalone;
import io.plumbline.standalone.StandaloneOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts everything in this process: a Kafka broker, the gateway, the detector and the mitigator on one model;",
            "streams 48 labelled sample answers through it and prints the verdicts as they come; stays up until Ctrl-C.",
            ""
        },
        footer = {
            "",
            "Then, from another terminal:",
            "  curl -s localhost:8080/v1/generations -H 'Content-Type: application/json' -d '{\"id\":\"a1\",",
            "    \"question\":\"When did it open?\",\"passages\":[{\"id\":\"p1\",\"text\":\"The bridge opened in 1894.\"}],",
            "    \"response\":\"It opened in 1912.\"}'",
            "  curl -s localhost:8080/v1/generations/a1/verdicts",
            "  kcat -b localhost:19092 -t plumbline.verdicts.v1 -C -o end"
        })
final class UpCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8080", description = "HTTP port (${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--kafka-port", defaultValue = "19092", description = "port of the broker (${DEFAULT-VALUE})")
    private int kafkaPort;

    @Option(names = "--data", paramLabel = "DIR", description = "the broker's data (default: ~/.plumbline/kafka)")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--model", defaultValue = "default", description = "scoring model; see: plumbline models --help")
    private String model = "default";

    @Option(names = "--profile", description = "name, id or file of the profile (default: smollm2-135m-ensemble)")
    private Optional<String> profile = Optional.empty();

    @Option(names = "--threads", description = "threads of the model (default: cores, at most 4)")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--sample",
            negatable = true,
            description = "stream the sample again, or with --no-sample not at all; without either, what of it was not"
                    + " judged before on this data")
    private Optional<Boolean> sample = Optional.empty();

    @Option(
            names = "--no-repair",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "only judge, do not try to repair flagged answers")
    private boolean repair = true;

    @Option(
            names = "--exactly-once",
            description = "write results in transactions; read the topics with isolation.level=read_committed")
    private boolean exactlyOnce;

    @Option(names = "--exit-after-sample", description = "end when every sample answer has its verdict, and its repair")
    private boolean exitAfterSample;

    @Override
    public Integer call() {
        StandaloneOptions.Samples samples = sample.map(
                        again -> again ? StandaloneOptions.Samples.AGAIN : StandaloneOptions.Samples.NONE)
                .orElse(StandaloneOptions.Samples.NEW);
        return Standalone.run(
                new StandaloneOptions(
                        port,
                        kafkaPort,
                        data.orElseGet(StandaloneOptions::defaultDataDirectory),
                        model,
                        profile,
                        threads,
                        repair,
                        exactlyOnce,
                        samples,
                        exitAfterSample),
                System.out);
    }
}
