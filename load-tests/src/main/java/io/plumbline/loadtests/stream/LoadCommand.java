package io.plumbline.loadtests.stream;

import io.plumbline.loadtests.stream.ArrivalProcess.Burst;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stream load}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Events at the times of a Poisson process, however fast they are taken (open loop); latency counts from when an event was"
                    + " due. Writes SCENARIO.json and SCENARIO.html.",
            "steady: the rate. burst: ten times that for a tenth of the time. poison: 5 %% are no events. oversized: 1 %% are too"
                    + " much. skewed: 50 tenants by Zipf's law with exponent 1.2."
        })
final class LoadCommand implements Callable<Integer> {
    private static final double BURST = 10;
    private static final double POISON = 0.05;
    private static final double OVERSIZED = 0.01;
    private static final int TENANTS = 50;
    private static final double ZIPF = 1.2;

    /** What is sent. */
    enum Scenario {
        steady,
        burst,
        poison,
        oversized,
        skewed
    }

    @Option(names = "--scenario", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
    Scenario scenario = Scenario.steady;

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        LoadBench.Setup setup = LoadBench.Setup.of(load.judge, Duration.ofMillis(load.workMs));
        Duration length = Duration.ofSeconds(load.seconds);
        String suffix = load.judge == LoadBench.Judge.MODEL ? "-model" : "";
        LoadRun.Plan plan = new LoadRun.Plan(
                scenario.name() + suffix,
                new ArrivalProcess(load.rate(), burst(length), load.seed),
                traffic(),
                Map.of(),
                i -> 0,
                load.warmUp(),
                load.warmUp().plus(length),
                Duration.ofSeconds(load.patienceSeconds),
                List.of());
        try (LoadBench bench =
                new LoadBench(setup, options.fresh(scenario.name()), options.repository, options.progress())) {
            return bench.report(plan, setup, options.results(), options.progress()) ? 0 : 1;
        }
    }

    private Optional<Burst> burst(Duration length) {
        return scenario == Scenario.burst
                ? Optional.of(new Burst(
                        load.warmUp().plus(length.dividedBy(5)),
                        load.warmUp().plus(length.multipliedBy(3).dividedBy(10)),
                        BURST))
                : Optional.empty();
    }

    private Traffic traffic() {
        return new Traffic(
                scenario == Scenario.poison ? POISON : 0,
                scenario == Scenario.oversized ? OVERSIZED : 0,
                scenario == Scenario.skewed ? TENANTS : 1,
                scenario == Scenario.skewed ? ZIPF : 0,
                load.estimatedTokensMax(),
                load.seed);
    }
}
