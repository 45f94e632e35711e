package io.plumbline.cli;

import io.plumbline.atlas.Atlases;
import io.plumbline.evaluation.mitigation.Arm;
import io.plumbline.evaluation.mitigation.Arms;
import io.plumbline.evaluation.mitigation.MitigationEvaluation;
import io.plumbline.evaluation.mitigation.MitigationPage;
import io.plumbline.evaluation.mitigation.MitigationPlan;
import io.plumbline.evaluation.mitigation.MitigationReport;
import io.plumbline.evaluation.mitigation.MitigationReports;
import io.plumbline.evaluation.mitigation.MitigationTask;
import io.plumbline.evaluation.mitigation.RepairRunner;
import io.plumbline.mitigation.preset.MitigationPreset;
import io.plumbline.mitigation.preset.Presets;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.stages.ProfileRegistry;
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
            "  plumbline evaluate-mitigation --data DATA --out report.json --html report.html",
            "  plumbline evaluate-mitigation --data DATA --set nq_swap --preset default --preset mine.json",
            "  plumbline evaluate-mitigation --data DATA --development --preset candidates.json   to choose a preset by",
            "",
            "Every answer is kept as soon as it is there: a run that was stopped goes on where it was."
        })
final class EvaluateMitigationCommand implements Callable<Integer> {
    private static final int REFRESH_MS = 500;

    @Option(names = "--data", required = true, paramLabel = "DIRECTORY", description = "where the sets are")
    private Path data = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "all figures as JSON")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "all figures as one page to look at")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--quick", description = "a few rows of two sets; no figure of it is a result")
    private boolean quick;

    @Option(names = "--development", description = "the set that presets may be tuned on, and no other")
    private boolean development;

    @Option(names = "--set", paramLabel = "NAME", description = "only this set; repeat for more (default: all)")
    private List<String> sets = List.of();

    @Option(names = "--rows", description = "of each set, at most (default: 860 of MemoTrap, 500 of NQ-Swap, else 150)")
    private int rows = Integer.MAX_VALUE;

    @Option(
            names = "--repair",
            paramLabel = "PRESET",
            defaultValue = "default",
            description = "preset of the whole loop, through which plain greedy answers are sent; 'none' leaves it out"
                    + " (${DEFAULT-VALUE})")
    private String repair = "default";

    @Option(
            names = "--aarf-profile",
            paramLabel = "PROFILE",
            description =
                    "whose token score triggers AARF, where a preset has it: one that weighs only what is known before a token"
                            + " is written, as smollm2-135m-redeep does (default: the model's bundled reliance profile, else the"
                            + " bundled default)")
    private Optional<String> aarfProfile = Optional.empty();

    @Option(
            names = "--work",
            paramLabel = "DIRECTORY",
            description = "where answers are kept (default: ~/.plumbline/mitigation)")
    private Optional<Path> work = Optional.empty();

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            description =
                    "whose strategies are compared: a bundled one, or a file; repeat for more (default: every bundled"
                            + " one that fits the model)")
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
        if (controls < 0 || tokens < 1 || resamples < 1 || rows < 1) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "--controls " + controls + ", --tokens " + tokens + ", --resamples " + resamples + ", --rows "
                            + rows + ": none may be negative, and all but the first at least one");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        if (quick && development) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--quick or --development: choose one");
        }
        MitigationPlan plan =
                quick ? MitigationPlan.QUICK : development ? MitigationPlan.DEVELOPMENT : MitigationPlan.FULL;
        MitigationPlan.Loaded loaded =
                (sets.isEmpty() ? plan : plan.only(sets)).atMost(rows).load(data);
        loaded.missing().forEach(file -> terminal.println("not there, left out: " + file));
        loaded.problems().forEach(problem -> terminal.println(problem));
        if (loaded.tasks().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "none of the sets is in " + data + ": see --help for what it holds");
        }
        try (ScoringRuntime runtime = model.open()) {
            MitigationReport report = run(runtime, loaded);
            terminal.println(MitigationReports.text(report));
            if (out.isPresent()) {
                Files.writeString(out.get(), MitigationReports.json(report));
                terminal.println("All figures: " + out.get());
            }
            if (html.isPresent()) {
                Files.writeString(html.get(), MitigationPage.write(report));
                terminal.println("To look at: " + html.get());
            }
        }
        return 0;
    }

    private MitigationReport run(ScoringRuntime runtime, MitigationPlan.Loaded plan) throws IOException {
        LoadedModel loaded = runtime.model();
        ProfileRegistry profiles = ProfileRegistry.load(Optional.empty());
        Profile profile = profiles.find(Optional.empty());
        List<Arm> arms = Arms.of(strategies(loaded), Atlases.forModel(loaded.modelSha256()), controls);
        StrategyDecoder decoder = new StrategyDecoder(loaded, Optional.empty(), Optional.of(trigger(profiles, loaded)));
        arms.forEach(arm -> decoder.requireRunnable(arm.strategy()));
        Optional<RepairRunner> loop = repair.equals("none") ? Optional.empty() : Optional.of(loop(runtime, profile));
        long rows = plan.tasks().stream().mapToLong(t -> t.examples().size()).sum() * arms.size()
                + (loop.isEmpty()
                        ? 0
                        : plan.tasks().stream()
                                .filter(t -> t.kind() == MitigationTask.Kind.WRITE)
                                .mapToLong(t -> t.examples().size())
                                .sum());
        Path kept = work.orElseGet(() -> Path.of(System.getProperty("user.home"), ".plumbline", "mitigation"));
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("answers")
                .setInitialMax(rows)
                .setUpdateIntervalMillis(REFRESH_MS)
                .build()) {
            return new MitigationEvaluation(decoder, loop, Optional.of(kept), tokens, resamples, seed)
                    .run(plan.tasks(), arms, (t, a, done, of) -> {
                        bar.setExtraMessage(t + ", " + a);
                        bar.step();
                    });
        }
    }

    private Profile trigger(ProfileRegistry profiles, LoadedModel loaded) {
        Optional<Profile> reliance = profiles.all().stream()
                .filter(profile -> profile.kind() == ProfileKind.RELIANCE
                        && profile.artifacts().modelSha256().equals(loaded.modelSha256()))
                .findFirst();
        return aarfProfile.isEmpty() && reliance.isPresent() ? reliance.get() : profiles.find(aarfProfile);
    }

    private RepairRunner loop(ScoringRuntime runtime, Profile profile) {
        MitigationPreset preset = Presets.find(Optional.of(repair));
        return new RepairRunner(
                runtime.detector(profile), runtime.mitigator(profile, preset), ProfileCodec.id(profile));
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
