package io.plumbline.cli;

import io.plumbline.atlas.AtlasCodec;
import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.evaluation.kv.KvCut;
import io.plumbline.evaluation.kv.KvEvaluation;
import io.plumbline.evaluation.kv.KvPlan;
import io.plumbline.evaluation.kv.KvReport;
import io.plumbline.evaluation.kv.KvReports;
import io.plumbline.evaluation.report.KvPage;
import io.plumbline.evaluation.run.TerminalRunProgress;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate-kv",
        mixinStandardHelpOptions = true,
        description = {
            "What compressed caches cost: needles in prose, read from caches in which each key/value head holds what a policy",
            "lets it hold, at equal budgets of bytes. Policies that choose heads by the atlas stand beside the same with random",
            "heads. Finished needles are kept, so that a run goes on where it was stopped.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline evaluate-kv --quick                 minutes: does it run?",
            "  plumbline evaluate-kv --out kv                every figure of docs/kv-policies.md",
            "  plumbline evaluate-kv --out kv-later --cut question --budgets 0.2,0.5"
        })
final class EvaluateKvCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "DIR", description = "folder for report.json and report.html")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--quick", description = "a few needles; no figure of it is a result")
    private boolean quick;

    @Option(names = "--needles", description = "how many (default: 12)")
    private Optional<Integer> needles = Optional.empty();

    @Option(
            names = "--tokens",
            split = ",",
            description = "lengths of the prose, the needles take turns (default: 512,1024,1536)")
    private List<Integer> tokens = List.of();

    @Option(
            names = "--budgets",
            split = ",",
            paramLabel = "SHARE",
            description = "shares of the full cache (default: 0.1,0.2,0.3,0.5)")
    private List<Double> budgets = List.of();

    @Option(
            names = "--cut",
            defaultValue = "answer",
            description = "compress before the 'answer' or before the 'question', which then nothing was chosen by"
                    + " (${DEFAULT-VALUE})")
    private String cut = "answer";

    @Option(names = "--atlas", paramLabel = "FILE", description = "the model's atlas (default: the one that ships)")
    private Optional<Path> atlas = Optional.empty();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "finished needles (default: kv/ in the cache; may be deleted at any time)")
    private Optional<Path> work = Optional.empty();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        KvPlan plan = plan();
        Path kept =
                work.orElseGet(() -> FetchSettings.standard().cacheDirectory().resolve("kv"));
        PrintWriter terminal = spec.commandLine().getOut();
        try (ScoringRuntime runtime = model.open()) {
            LoadedModel loaded = runtime.model();
            KvReport report = new KvEvaluation(loaded, atlas(loaded), plan, kept)
                    .run(new TerminalRunProgress("policies", " caches"));
            KvReports.lines(report).forEach(terminal::println);
            if (out.isPresent()) {
                Files.createDirectories(out.get());
                Files.writeString(out.get().resolve("report.json"), KvReports.json(report));
                Files.writeString(out.get().resolve("report.html"), KvPage.write(report));
                terminal.println();
                terminal.println("All figures: " + out.get().resolve("report.html"));
            }
        }
        return 0;
    }

    private KvPlan plan() {
        KvPlan preset = quick ? KvPlan.QUICK : KvPlan.STANDARD;
        try {
            return preset.with(
                    needles.orElse(preset.needles()),
                    tokens.isEmpty() ? preset.tokens() : tokens,
                    budgets.isEmpty() ? preset.shares() : budgets,
                    KvCut.parse(cut));
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, "these settings do not go together: " + e.getMessage(), e);
        }
    }

    private HeadAtlas atlas(LoadedModel loaded) throws IOException {
        if (atlas.isPresent()) {
            HeadAtlas named = AtlasCodec.read(Files.readString(atlas.get()));
            if (!named.model().modelSha256().equals(loaded.modelSha256())) {
                throw new PlumblineException(
                        ErrorCode.PROFILE_MISMATCH,
                        atlas.get() + " is the atlas of " + named.model().name() + ", and the model is "
                                + loaded.name());
            }
            return named;
        }
        return Atlases.forModel(loaded.modelSha256())
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "no atlas of " + loaded.name() + " ships: run 'plumbline atlas build' and name it by --atlas"));
    }
}
