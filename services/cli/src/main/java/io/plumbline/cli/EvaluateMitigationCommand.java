package io.plumbline.cli;

import io.plumbline.atlas.Atlases;
import io.plumbline.evaluation.mitigation.Arm;
import io.plumbline.evaluation.mitigation.Arms;
import io.plumbline.evaluation.mitigation.MitigationEvaluation;
import io.plumbline.evaluation.mitigation.MitigationPlan;
import io.plumbline.evaluation.mitigation.MitigationReport;
import io.plumbline.evaluation.mitigation.MitigationReports;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Presets;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate-mitigation",
        mixinStandardHelpOptions = true,
        description = {
            "What ways of writing an answer are worth, judged by gold answers: plain greedy, each strategy of the presets, and",
            "for those that mask heads the same with random heads of the same layers. Paired tests on the same rows.",
            ""
        },
        footer = {
            "",
            "The data directory holds nq_swap/dev1500.jsonl, memotrap/all.jsonl and others as JSON lines: id, question,",
            "contexts, answers, and in meta parametric_answers, or classes and answer_index. Sets that are not there are named",
            "and left out.",
            "",
            "Examples:",
            "  plumbline evaluate-mitigation --data DATA --quick        minutes: does it run?",
            "  plumbline evaluate-mitigation --data DATA --out report.json --preset default --preset smollm2-135m-decore"
        })
final class EvaluateMitigationCommand implements Callable<Integer> {
    private static final int REFRESH_MS = 500;

    @Option(names = "--data", required = true, paramLabel = "DIRECTORY", description = "where the sets are")
    private Path data = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "all figures as JSON")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--quick", description = "a few rows of two sets; no figure of it is a result")
    private boolean quick;

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            description =
                    "whose strategies are compared: a bundled one, or a file; repeat for more (default: default, and"
                            + " smollm2-135m-decore on the default model)")
    private List<String> presets = List.of();

    @Option(names = "--controls", description = "random heads for each strategy that masks heads (${DEFAULT-VALUE})")
    private int controls = 1;

    @Option(names = "--tokens", description = "an answer may have (${DEFAULT-VALUE})")
    private int tokens = 24;

    @Option(names = "--resamples", description = "of each bootstrap (${DEFAULT-VALUE})")
    private int resamples = 2000;

    @Option(names = "--seed", description = "of the bootstraps (${DEFAULT-VALUE})")
    private long seed = 2026;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (controls < 0 || tokens < 1 || resamples < 1) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "--controls " + controls + ", --tokens " + tokens + ", --resamples " + resamples
                            + ": none may be negative, and the last two at least one");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        MitigationPlan.Loaded loaded = (quick ? MitigationPlan.QUICK : MitigationPlan.FULL).load(data);
        loaded.missing().forEach(file -> terminal.println("not there, left out: " + file));
        loaded.problems().forEach(problem -> terminal.println(problem));
        if (loaded.tasks().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "none of the sets is in " + data + ": see --help for what it holds");
        }
        try (ScoringRuntime runtime = model.open()) {
            MitigationReport report = run(runtime.model(), loaded);
            terminal.println(MitigationReports.text(report));
            if (out.isPresent()) {
                Files.writeString(out.get(), MitigationReports.json(report));
                terminal.println("All figures: " + out.get());
            }
        }
        return 0;
    }

    private MitigationReport run(LoadedModel loaded, MitigationPlan.Loaded plan) {
        List<Arm> arms = Arms.of(strategies(loaded), Atlases.forModel(loaded.modelSha256()), controls);
        StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.empty(), Optional.empty());
        arms.forEach(arm -> decoder.requireRunnable(arm.strategy()));
        long rows = plan.tasks().stream().mapToLong(t -> t.examples().size()).sum();
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("answers")
                .setInitialMax(rows * arms.size())
                .setUpdateIntervalMillis(REFRESH_MS)
                .build()) {
            return new MitigationEvaluation(decoder, tokens, resamples, seed)
                    .run(plan.tasks(), arms, (t, a, done, of) -> {
                        bar.setExtraMessage(t + ", " + a);
                        bar.step();
                    });
        }
    }

    /** Those of the presets, each once; by default of every bundled preset that fits the model. */
    private List<Strategy> strategies(LoadedModel loaded) {
        List<MitigationPreset> chosen = presets.isEmpty()
                ? Presets.bundled().stream()
                        .filter(p -> p.modelSha256()
                                .map(loaded.modelSha256()::equals)
                                .orElse(true))
                        .toList()
                : presets.stream().map(name -> Presets.find(Optional.of(name))).toList();
        List<Strategy> strategies = new ArrayList<>();
        for (MitigationPreset preset : chosen) {
            if (!preset.modelSha256().map(loaded.modelSha256()::equals).orElse(true)) {
                throw new PlumblineException(
                        ErrorCode.PROFILE_MISMATCH,
                        "preset " + preset.name() + " names heads of another model than " + loaded.name());
            }
            preset.strategies().stream().filter(s -> !strategies.contains(s)).forEach(strategies::add);
        }
        return strategies;
    }
}
