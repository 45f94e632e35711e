package io.plumbline.loadtests.stream;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.testing.FreePort;
import io.plumbline.model.PlumblineException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stream chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Steady load and a fault in the middle of it. Writes FAULT.json and FAULT.html; every fault's recovery is told.",
            "broker-restart: SIGKILL, and started again. instance-lost: a second detector comes, works, and is killed. network: Toxiproxy between detector and broker, one toxic after the other."
                    + " disk-full: the broker's disk, a small tmpfs (needs root). clock-skew: producers hours ahead and behind; the"
                    + " detector two hours ahead and behind (needs libfaketime). out-of-memory: the detector's JVM ends, as deployed."
                    + " out-of-memory-caught: the same without -XX:+ExitOnOutOfMemoryError.",
            "A detector that ends, or whose liveness probe fails three times, is started again, as a cluster would."
        })
final class ChaosCommand implements Callable<Integer> {
    private static final int SKIPPED = 3;
    /** The event that takes all memory comes within this time. */
    private static final Duration MEMORY = Duration.ofSeconds(2);

    /** What goes wrong. */
    enum What {
        BROKER_RESTART,
        INSTANCE_LOST,
        NETWORK,
        DISK_FULL,
        CLOCK_SKEW,
        OUT_OF_MEMORY,
        OUT_OF_MEMORY_CAUGHT;

        /** As on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(names = "--fault", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
    What what = What.BROKER_RESTART;

    @Option(
            names = "--fault-seconds",
            defaultValue = "20",
            description = "How long it lasts (default ${DEFAULT-VALUE}).")
    int faultSeconds;

    @Option(names = "--toxiproxy", description = "The server's program; on the path or in Go's bin without.")
    Optional<Path> toxiproxy = Optional.empty();

    @Option(
            names = "--libfaketime",
            defaultValue = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            description = "For clock-skew (default ${DEFAULT-VALUE}; Debian: package libfaketime).")
    Path libfaketime = Path.of("libfaketimeMT.so.1");

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        Path directory = options.fresh(what.toString());
        try {
            return inject(directory) ? 0 : 1;
        } catch (PlumblineException missing) {
            System.err.println("skipped " + what + ": " + missing.getMessage());
            return SKIPPED;
        }
    }

    private boolean inject(Path directory) throws Exception {
        LoadBench.Setup setup = LoadBench.Setup.of(load.judge, Duration.ofMillis(load.workMs));
        return switch (what) {
            case BROKER_RESTART -> run(setup, directory, bench -> List.of(Faults.brokerRestart(bench)));
            case INSTANCE_LOST -> run(setup, directory, bench -> List.of(Faults.instanceLost(bench)));
            case NETWORK -> network(setup, directory);
            case DISK_FULL -> diskFull(setup, directory);
            case CLOCK_SKEW -> run(setup, directory, bench -> Faults.clocks(bench, libfaketime));
            case OUT_OF_MEMORY ->
                run(
                        setup.withJvm(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")),
                        directory,
                        bench -> List.of(Faults.outOfMemory(bench, true)));
            case OUT_OF_MEMORY_CAUGHT ->
                run(setup.withJvm(List.of("-Xmx256m")), directory, bench -> List.of(Faults.outOfMemory(bench, false)));
        };
    }

    private boolean network(LoadBench.Setup setup, Path directory) throws Exception {
        Path program = Toxiproxy.find(toxiproxy);
        EmbeddedKafka.Forwarded way = new EmbeddedKafka.Forwarded(FreePort.find(), FreePort.find());
        try (Toxiproxy proxy =
                new Toxiproxy(program, directory.resolve("toxiproxy.log"), way.advertisedPort(), way.listenPort())) {
            return run(setup.withForwarded(way), directory, bench -> Faults.network(proxy));
        }
    }

    private boolean diskFull(LoadBench.Setup setup, Path directory) throws Exception {
        try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), Faults.DISK_MEGABYTES)) {
            Path data = disk.directory().resolve("kafka");
            return run(
                    setup.withData(data),
                    directory,
                    bench -> List.of(Faults.diskFull(bench, disk, options.progress())));
        }
    }

    /** Makes the faults of a run once its processes are there. */
    private interface FaultMaker {
        List<Fault> faults(LoadBench bench) throws Exception;
    }

    private boolean run(LoadBench.Setup setup, Path directory, FaultMaker maker) throws Exception {
        try (LoadBench bench = new LoadBench(setup, directory, options.repository, options.progress())) {
            List<FaultPlan> plans = new ArrayList<>();
            Duration usual = Duration.ofSeconds(faultSeconds);
            Duration length = isMemory() ? MEMORY : usual;
            Duration rest = usual.multipliedBy(2);
            Duration at = load.warmUp().plus(usual);
            for (Fault fault : maker.faults(bench)) {
                plans.add(new FaultPlan(fault, at, length));
                at = at.plus(length).plus(rest);
            }
            LoadRun.Plan plan = new LoadRun.Plan(
                    what.toString(),
                    new ArrivalProcess(load.rate(), Optional.empty(), load.seed),
                    Traffic.plain(load.estimatedTokensMax(), load.seed),
                    special(),
                    skew(),
                    load.warmUp(),
                    at,
                    Duration.ofSeconds(load.patienceSeconds),
                    plans);
            return bench.report(plan, setup, options.results(), options.progress());
        }
    }

    /** For out-of-memory one event that asks for too much, soon after the fault has begun. */
    private Map<Integer, TrafficKind> special() {
        return isMemory()
                ? Map.of((int) (load.rate() * (load.warmUpSeconds + faultSeconds + 1)), TrafficKind.ALLOCATE)
                : Map.of();
    }

    private boolean isMemory() {
        return what == What.OUT_OF_MEMORY || what == What.OUT_OF_MEMORY_CAUGHT;
    }

    /** For clock-skew of every four producers one is six hours behind, one half an hour and one six hours ahead. */
    private IntUnaryOperator skew() {
        int[] seconds = {0, -6 * 3600, 1800, 6 * 3600};
        return index -> what == What.CLOCK_SKEW ? seconds[index % seconds.length] : 0;
    }
}
