package io.plumbline.cli;

import io.plumbline.evaluation.DataSets;
import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.features.DetectorScorer;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.evaluation.features.ProfileScorer;
import io.plumbline.evaluation.features.StoreBaselines;
import io.plumbline.evaluation.fit.RowSampler;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.report.MarkdownReport;
import io.plumbline.evaluation.report.ReportFiles;
import io.plumbline.evaluation.run.Evaluation;
import io.plumbline.evaluation.run.EvaluationPlan;
import io.plumbline.evaluation.run.EvaluationSet;
import io.plumbline.evaluation.run.TerminalRunProgress;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.TaskPrior;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import io.plumbline.stages.ProfileRegistry;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures profiles on labelled answers, beside the trivial baselines.",
            "",
            "DATA is a file of labelled JSON lines, a folder of them, or a folder with RAGTruth's response.jsonl and",
            "source_info.jsonl. Every answer is run once for all profiles; what is done is kept, so that a killed run goes",
            "on where it was. Rows that break a rule are listed and the rest is evaluated.",
            "",
            "A labelled line: {\"id\", \"contexts\": [text or {title, text}], \"response\", \"hallucinated\": true or false}; may have",
            "\"question\", \"labels\": [{start, end, type, text}], \"split\" and \"document_id\" (rows of one document stay together).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  plumbline evaluate answers.jsonl",
            "  plumbline evaluate ragtruth/ --split test --out report/",
            "  plumbline evaluate a.jsonl b.jsonl --profile mine.json --profile smollm2-135m-reliance"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final int FIRST_PROBLEMS = 10;

    @Parameters(paramLabel = "DATA", arity = "1..*", description = "labelled files or folders")
    private List<Path> data = List.of();

    @Option(names = "--profile", description = "name, id or file of a profile; repeat for more (default: all bundled)")
    private List<String> profiles = List.of();

    @Option(names = "--split", description = "only rows of this split, for example test")
    private Optional<String> split = Optional.empty();

    @Option(names = "--limit", description = "rows of each set at most, drawn in a seeded order (default: all)")
    private Optional<Integer> limit = Optional.empty();

    @Option(names = "--out", description = "folder for report.html, report.json and report.md (${DEFAULT-VALUE})")
    private Path out = Path.of("plumbline-report");

    @Option(names = "--resamples", description = "bootstrap resamples for the intervals (${DEFAULT-VALUE})")
    private int resamples = 1000;

    @Option(names = "--text", description = "quote the worst errors' text in the report")
    private boolean text;

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
        if (resamples < 1 || limit.filter(most -> most < 1).isPresent()) {
            throw wrong("--resamples, --limit: at least 1");
        }
        ProfileRegistry registry = ProfileRegistry.load(Optional.empty());
        List<Profile> named =
                profiles.stream().map(name -> registry.find(Optional.of(name))).toList();
        refuseTwice("profiles", named.stream().map(Profile::name).toList());
        PrintWriter console = spec.commandLine().getOut();
        List<LabelledData> sets = read(console);
        refuseTwice("data sets", sets.stream().map(LabelledData::set).toList());
        try (ScoringRuntime runtime = model.open(classifier.directory())) {
            List<AnswerScorer> scorers = scorers(runtime, named.isEmpty() ? bundled(registry, runtime) : named);
            scorers.add(TaskPrior.ofEvaluated(
                    sets.stream().flatMap(set -> set.examples().stream()).toList()));
            EvaluationReport report = Evaluation.run(new EvaluationPlan(
                    "Evaluation",
                    sets.stream().map(set -> new EvaluationSet(set, text)).toList(),
                    scorers,
                    Set.of(),
                    Optional.of(cache.directory().resolve("scores")),
                    MetricSettings.DEFAULT.withResamples(resamples),
                    new TerminalRunProgress()));
            ReportFiles.write(report, out);
            console.println(MarkdownReport.write(report));
            console.println("Report: " + out.resolve(ReportFiles.HTML));
        }
        return 0;
    }

    private static PlumblineException wrong(String what) {
        return new PlumblineException(ErrorCode.INVALID_REQUEST, what);
    }

    /** The report's tables tell them apart by their names. */
    private static void refuseTwice(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw wrong("two " + what + " are called '" + name + "': give each once, under a name of its own");
            }
        }
    }

    private List<LabelledData> read(PrintWriter console) throws IOException {
        List<LabelledData> sets = new ArrayList<>();
        for (Path path : data) {
            for (LabelledData set : DataSets.open(path)) {
                LabelledData wanted = split.map(set::split).orElse(set);
                sets.add(limit.map(most -> first(wanted, most)).orElse(wanted));
                console.println(set.summary());
                set.problems().stream()
                        .limit(FIRST_PROBLEMS)
                        .map(RowProblem::toString)
                        .forEach(console::println);
                if (set.problems().size() > FIRST_PROBLEMS) {
                    console.println("... and " + (set.problems().size() - FIRST_PROBLEMS) + " more");
                }
            }
        }
        return sets;
    }

    private static LabelledData first(LabelledData set, int most) {
        List<LabelledExample> shuffled = RowSampler.shuffled(set.examples());
        Set<LabelledExample> kept = Set.copyOf(shuffled.subList(0, Math.min(most, shuffled.size())));
        return set.only(kept::contains);
    }

    private static List<Profile> bundled(ProfileRegistry registry, ScoringRuntime runtime) {
        String model = runtime.model().modelSha256();
        List<Profile> all = registry.all().stream()
                .filter(p -> p.artifacts().modelSha256().equals(model))
                .toList();
        if (all.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.UNKNOWN_PROFILE,
                    "no bundled profile is for this model; make one with: plumbline calibrate --kind reliance");
        }
        return all;
    }

    /** Profiles that read tokens share one pass; the others run their own. */
    private List<AnswerScorer> scorers(ScoringRuntime runtime, List<Profile> chosen) {
        chosen.forEach(runtime::check);
        WindowRule windows = chosen.get(0).windows();
        List<Profile> shared = chosen.stream().filter(p -> isShared(p, windows)).toList();
        TreeSet<Feature> features = new TreeSet<>(
                List.of(Feature.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD), Feature.of(FeatureKind.PREDICTION_ENTROPY)));
        shared.forEach(p -> features.addAll(p.features()));
        FeatureStore store = new FeatureStore(
                runtime.model(),
                PromptTemplate.STRICT,
                ScoringMode.STRICT,
                windows,
                features,
                runtime.classifier(),
                cache.directory());
        List<AnswerScorer> scorers = new ArrayList<>();
        for (Profile profile : chosen) {
            scorers.add(
                    isShared(profile, windows)
                            ? new ProfileScorer(profile, store)
                            : new DetectorScorer(
                                    runtime.detector(profile),
                                    runtime.environment(profile).toString()));
        }
        scorers.addAll(StoreBaselines.of(store));
        return scorers;
    }

    private static boolean isShared(Profile profile, WindowRule windows) {
        return profile.kind() != ProfileKind.REDEEP_CHUNK
                && profile.mode() == ScoringMode.STRICT
                && profile.windows().equals(windows);
    }
}
