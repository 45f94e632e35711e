package io.plumbline.evaluation.reproduce;

import io.plumbline.evaluation.DataFile;
import io.plumbline.evaluation.DataSets;
import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.evaluation.features.ProfileScorer;
import io.plumbline.evaluation.features.StoreBaselines;
import io.plumbline.evaluation.fit.RowSampler;
import io.plumbline.evaluation.fit.TrainingRow;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.HeldOut;
import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.report.ReportFiles;
import io.plumbline.evaluation.run.Evaluation;
import io.plumbline.evaluation.run.EvaluationPlan;
import io.plumbline.evaluation.run.EvaluationSet;
import io.plumbline.evaluation.run.TerminalRunProgress;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.FrozenThresholds;
import io.plumbline.evaluation.scorer.TaskPrior;
import io.plumbline.scoring.profile.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The test sets, with every profile and every trivial baseline. */
final class TestTables {
    private static final String FOLDER = "/*";

    private final FeatureStore store;
    private final Path data;
    private final ReproductionPlan plan;
    private final List<TrainingRow> fitted;

    TestTables(FeatureStore store, Path data, ReproductionPlan plan, List<TrainingRow> fitted) {
        this.store = store;
        this.data = data;
        this.plan = plan;
        this.fitted = fitted;
    }

    /** Writes the report; AUROC and its interval by profile and set. */
    Map<String, Map<String, Double>> run(Map<String, Profile> profiles, Path output) throws IOException {
        List<EvaluationSet> sets = new ArrayList<>();
        for (Map.Entry<String, Integer> test : plan.tests().entrySet()) {
            sets.add(new EvaluationSet(sample(data, test.getKey(), test.getValue()), true));
        }
        List<LabelledExample> trained =
                fitted.stream().map(TrainingRow::example).toList();
        List<AnswerScorer> scorers = new ArrayList<>();
        profiles.values().forEach(profile -> scorers.add(new ProfileScorer(profile, store)));
        for (AnswerScorer baseline : StoreBaselines.of(store)) {
            scorers.add(FrozenThresholds.bestF1(baseline, trained));
        }
        scorers.add(TaskPrior.ofTraining(trained));
        Set<String> documents =
                trained.stream().map(LabelledExample::documentId).collect(Collectors.toSet());
        EvaluationReport report = Evaluation.run(new EvaluationPlan(
                "Plumbline on answers that nothing was fitted on",
                sets,
                scorers,
                documents,
                Optional.empty(),
                MetricSettings.DEFAULT.withResamples(plan.resamples()),
                new TerminalRunProgress()));
        ReportFiles.write(report, output);
        return HeldOut.of(report);
    }

    /** The first rows of a set, or of a folder's sets together, in the seeded order. */
    static LabelledData sample(Path data, String set, int wanted) throws IOException {
        if (!set.endsWith(FOLDER)) {
            return first(LabelledData.read(data.resolve(set + ".jsonl"), set), wanted);
        }
        String name = set.substring(0, set.length() - FOLDER.length());
        List<LabelledData> parts = DataSets.open(data.resolve(name));
        List<LabelledExample> examples = new ArrayList<>();
        List<RowProblem> problems = new ArrayList<>();
        List<DataFile> files = new ArrayList<>();
        int unlabelled = 0;
        for (LabelledData part : parts) {
            LabelledData sampled = first(part, wanted / parts.size());
            sampled.examples().forEach(row -> examples.add(row.inSet(name)));
            problems.addAll(part.problems());
            files.addAll(part.files());
            unlabelled += part.unlabelled();
        }
        return new LabelledData(name, examples, unlabelled, problems, files);
    }

    private static LabelledData first(LabelledData all, int wanted) {
        List<LabelledExample> shuffled = RowSampler.shuffled(all.examples());
        Set<String> chosen = shuffled.subList(0, Math.min(wanted, shuffled.size())).stream()
                .map(LabelledExample::id)
                .collect(Collectors.toCollection(HashSet::new));
        return all.only(row -> chosen.contains(row.id()));
    }
}
