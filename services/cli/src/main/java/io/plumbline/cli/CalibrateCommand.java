package io.plumbline.cli;

import io.plumbline.evaluation.DataSets;
import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.evaluation.fit.CalibrationRun;
import io.plumbline.evaluation.fit.Recipe;
import io.plumbline.evaluation.fit.RelianceTrainer;
import io.plumbline.evaluation.fit.ThresholdObjective;
import io.plumbline.evaluation.fit.ZeroLabelRun;
import io.plumbline.evaluation.report.MarkdownReport;
import io.plumbline.evaluation.report.ReportFiles;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import io.plumbline.stages.GenerationMapper;
import io.plumbline.stages.ProfileRegistry;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a profile for your own traffic.",
            "",
            "With labelled answers (from 50 on): fits what a score means here, as a probability and a threshold, and measures",
            "the result on answers about other documents. From 300 on, --refit fits the weights, too.",
            "Without labels: --kind reliance needs answers and their passages only, for any model with known retrieval",
            "heads.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline calibrate labelled.jsonl --out mine.json",
            "  plumbline calibrate labelled.jsonl --objective precision=0.9 --test other.jsonl --out mine.json",
            "  plumbline calibrate labelled.jsonl --refit --classifier lettucedetect/ --out mine.json",
            "  plumbline calibrate traffic.jsonl --kind reliance --out day-one.json",
            "  plumbline score answers.jsonl --profile mine.json"
        })
final class CalibrateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATA", arity = "1..*", description = "labelled files or folders; traffic for reliance")
    private List<Path> data = List.of();

    @Option(names = "--out", required = true, description = "the profile's file")
    private Path out = Path.of("profile.json");

    @Option(names = "--name", description = "of the profile (default: the file's name)")
    private Optional<String> name = Optional.empty();

    @Option(names = "--base", description = "profile to start from (default: the bundled default)")
    private Optional<String> base = Optional.empty();

    @Option(
            names = "--kind",
            description = "family to fit: reliance (no labels), or with --refit redeep, probe, ensemble")
    private Optional<ProfileKind> kind = Optional.empty();

    @Option(names = "--refit", description = "fit the weights as well")
    private boolean refit;

    @Option(names = "--objective", description = "of the threshold: balanced, f1 or precision=0.9 (${DEFAULT-VALUE})")
    private String objective = "balanced";

    @Option(names = "--test", description = "labelled files to measure on (default: hold a part of DATA out)")
    private List<Path> test = List.of();

    @Option(names = "--heads", split = ",", description = "retrieval heads, layer-head (default: the model's atlas)")
    private List<String> heads = List.of();

    @Option(names = "--every-head", description = "with --refit --kind probe: weigh every head by itself (many labels)")
    private boolean everyHead;

    @Option(names = "--seed", description = "of the split by document (${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--report", description = "folder for the held-out report")
    private Optional<Path> report = Optional.empty();

    @Mixin
    private CacheOptions cache = new CacheOptions();

    @Mixin
    private ClassifierOption classifier = new ClassifierOption();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        boolean labelled = !kind.equals(Optional.of(ProfileKind.RELIANCE));
        refuseIgnored(labelled);
        ThresholdObjective goal = goal();
        List<HeadId> named = RetrievalHeads.parse(heads);
        try (ScoringRuntime runtime = model.open(classifier.directory())) {
            Profile profile = labelled ? withLabels(runtime, goal, named) : withoutLabels(runtime, named);
            Files.writeString(out, ProfileCodec.write(profile) + "\n");
            spec.commandLine()
                    .getOut()
                    .println("Wrote " + out + ": profile " + profile.name() + ", id " + ProfileCodec.id(profile));
        }
        return 0;
    }

    private void refuseIgnored(boolean labelled) {
        if (!labelled) {
            IgnoredOptions.refuse(
                    spec,
                    "--kind reliance knows no labels and starts from no profile; leave that out",
                    List.of(
                            "--base",
                            "--refit",
                            "--objective",
                            "--test",
                            "--every-head",
                            "--seed",
                            "--report",
                            "--classifier"));
        } else if (!refit) {
            IgnoredOptions.refuse(
                    spec,
                    "only --refit fits weights, from " + CalibrationRun.LEAST_TO_REFIT
                            + " labels on; add it, or leave that out",
                    List.of("--kind", "--heads", "--every-head"));
        }
    }

    private ThresholdObjective goal() {
        try {
            return ThresholdObjective.parse(objective);
        } catch (IllegalArgumentException e) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--objective: " + e.getMessage(), e);
        }
    }

    private String profileName() {
        return name.orElseGet(() -> out.getFileName().toString().replaceFirst("\\.json$", ""));
    }

    private Profile withoutLabels(ScoringRuntime runtime, List<HeadId> named) throws IOException {
        List<RagExample> answers = new ArrayList<>();
        for (Path file : data) {
            AnswerFile.read(file.toString()).forEach(sample -> answers.add(GenerationMapper.toExample(sample.event())));
        }
        RelianceTrainer trainer = new RelianceTrainer(
                RetrievalHeads.of(runtime, named), Artifacts.of(runtime.model()), PromptTemplate.STRICT);
        return new ZeroLabelRun(trainer, store(runtime, ZeroLabelRun.WINDOWS, trainer.features()))
                .run(profileName(), answers);
    }

    private Profile withLabels(ScoringRuntime runtime, ThresholdObjective goal, List<HeadId> named) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Profile start = ProfileRegistry.load(Optional.empty()).find(base);
        checkClassifier(kind.orElse(start.kind()), start);
        if (kind.orElse(start.kind()) != ProfileKind.PROBE) {
            IgnoredOptions.refuse(
                    spec, "only --kind probe weighs every head; name that, or leave it out", List.of("--every-head"));
        }
        if (start.kind() == ProfileKind.REDEEP_CHUNK || start.mode() == ScoringMode.LEGACY) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "profile " + start.name() + " is for comparison; calibrate a token profile");
        }
        runtime.check(start);
        Optional<Recipe> recipe = refit ? Optional.of(recipe(runtime, start, named)) : Optional.empty();
        TreeSet<Feature> features = new TreeSet<>(start.features());
        features.add(Feature.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD));
        features.add(Feature.of(FeatureKind.PREDICTION_ENTROPY));
        recipe.ifPresent(r -> features.addAll(r.features()));
        CalibrationRun.Result result = new CalibrationRun(
                        store(runtime, start.windows(), features),
                        start,
                        new CalibrationRun.Settings(profileName(), goal, recipe, runtime.artifacts(), seed))
                .run(read(data, console), read(test, console));
        console.println(MarkdownReport.write(result.report()));
        result.warnings().forEach(warning -> console.println("Note: " + warning));
        if (report.isPresent()) {
            ReportFiles.write(result.report(), report.get());
        }
        return result.profile();
    }

    /** Refuses a classifier that nothing would weigh. */
    private void checkClassifier(ProfileKind fitted, Profile start) {
        boolean weighed = refit
                ? fitted == ProfileKind.ENSEMBLE
                : start.artifacts().classifierSha256().isPresent();
        if (classifier.directory().isPresent() && !weighed) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "--classifier is a signal for ensembles: add --refit --kind ensemble ("
                            + CalibrationRun.LEAST_TO_REFIT + " labels or more), or a --base that was fitted with it");
        }
    }

    private Recipe recipe(ScoringRuntime runtime, Profile start, List<HeadId> named) {
        Recipe own = ofPasses(runtime, start, named);
        return runtime.classifier().isPresent() ? own.withClassifier() : own;
    }

    private Recipe ofPasses(ScoringRuntime runtime, Profile start, List<HeadId> named) {
        List<HeadId> chosen = RetrievalHeads.of(runtime, named);
        return switch (kind.orElse(start.kind())) {
            case REDEEP ->
                Recipe.redeep(chosen, start.layers().isEmpty() ? Recipe.lensLayers(runtime.model()) : start.layers());
            case PROBE ->
                everyHead
                        ? Recipe.probeOfEveryHead(
                                chosen,
                                RetrievalHeads.all(runtime),
                                Recipe.lensLayers(runtime.model()),
                                Recipe.rankLayers(runtime.model()))
                        : Recipe.probe(chosen, List.of(), Recipe.rankLayers(runtime.model()));
            case ENSEMBLE -> Recipe.ensemble(chosen, List.of(), Recipe.rankLayers(runtime.model()));
            case RELIANCE, REDEEP_CHUNK ->
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT, "--refit fits redeep, probe or ensemble; name one with --kind");
        };
    }

    private FeatureStore store(ScoringRuntime runtime, WindowRule windows, Iterable<Feature> features) {
        return new FeatureStore(
                runtime.model(),
                PromptTemplate.STRICT,
                ScoringMode.STRICT,
                windows,
                features,
                runtime.classifier(),
                cache.directory());
    }

    private static List<LabelledData> read(List<Path> paths, PrintWriter console) throws IOException {
        List<LabelledData> sets = new ArrayList<>();
        for (Path path : paths) {
            for (LabelledData set : DataSets.open(path)) {
                console.println(set.summary());
                set.problems().forEach(problem -> console.println(problem.toString()));
                sets.add(set);
            }
        }
        return sets;
    }
}
