package io.plumbline.loadtests.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.loadtests.Machine;
import io.plumbline.statistics.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stream overhead}. */
@Command(
        name = "overhead",
        mixinStandardHelpOptions = true,
        description = {
            "Events a second of the detector service with a model that costs nothing, beside raw kafka-clients loops in the same run.",
            "raw-copy: consume, produce a body of a verdict's size, commit. raw: the same and events decoded, verdicts encoded."
                    + " raw-transactions: the same in transactions. stream, stream-exactly-once: the service."
        })
final class OverheadCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BASES = List.of("raw-copy", "raw", "raw-transactions");

    @Option(names = "--events", defaultValue = "60000", description = "Events of a round (default ${DEFAULT-VALUE}).")
    int events;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Measured rounds, after one to get warm (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--peers", split = ",", description = "Only these; all by default.")
    List<String> peers = Overhead.PEERS.stream().map(Overhead.Peer::name).toList();

    @Mixin
    RunOptions options = new RunOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> known = Overhead.PEERS.stream().map(Overhead.Peer::name).toList();
        if (!known.containsAll(peers)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--peers " + String.join(",", peers) + ": there are " + String.join(", ", known));
        }
        List<Overhead.Peer> chosen = Overhead.PEERS.stream()
                .filter(peer -> peers.contains(peer.name()))
                .toList();
        Path out = options.results();
        String loadBefore = Machine.load();
        try (Overhead overhead =
                new Overhead(options.fresh("overhead"), Bench.stub(options.repository), options.progress())) {
            List<Overhead.PeerRounds> results = overhead.run(chosen, rounds, events);
            ObjectNode report = report(results, loadBefore);
            Files.writeString(
                    out.resolve("overhead.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
            print(results);
            boolean lost =
                    results.stream().flatMap(peer -> peer.rounds().stream()).anyMatch(round -> round.lost() > 0);
            return lost ? 1 : 0;
        }
    }

    private ObjectNode report(List<Overhead.PeerRounds> results, String loadBefore) throws IOException {
        ObjectNode report = JSON.createObjectNode()
                .put("machine", Machine.describe())
                .put("loadAverageBefore", loadBefore)
                .put("loadAverageAfter", Machine.load())
                .put("events", events)
                .put("rounds", rounds);
        for (Overhead.PeerRounds own : results) {
            var list = report.withObjectProperty("peers").putArray(own.peer().name());
            for (Overhead.Round round : own.rounds()) {
                list.addObject()
                        .put("eventsPerSecond", Math.round(round.eventsPerSecond()))
                        .put("lost", round.lost())
                        .put("twice", round.twice());
            }
        }
        return report;
    }

    private static void print(List<Overhead.PeerRounds> results) {
        System.out.println("| peer | events/s, median | lowest | highest | / " + String.join(" | / ", BASES)
                + " | lost | twice |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (Overhead.PeerRounds own : results) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %s | %d | %d |%n",
                    own.peer().name(),
                    Quantiles.median(own.rates()),
                    Quantiles.quantile(own.rates(), 0),
                    Quantiles.quantile(own.rates(), 1),
                    BASES.stream().map(base -> ratio(own, base, results)).collect(Collectors.joining(" | ")),
                    own.rounds().stream().mapToLong(Overhead.Round::lost).sum(),
                    own.rounds().stream().mapToLong(Overhead.Round::twice).sum());
        }
    }

    /** Median of the rounds' ratios: a disturbance of the machine hits all peers of a round. */
    private static String ratio(Overhead.PeerRounds own, String base, List<Overhead.PeerRounds> all) {
        return all.stream()
                .filter(peer -> peer.peer().name().equals(base))
                .findFirst()
                .map(found -> {
                    double[] ratios = own.rates();
                    double[] others = found.rates();
                    for (int i = 0; i < ratios.length; i++) {
                        ratios[i] /= others[i];
                    }
                    return String.format(Locale.ROOT, "%.2f", Quantiles.median(ratios));
                })
                .orElse("");
    }
}
