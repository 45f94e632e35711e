package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.evaluation.features.ProfileScorer;
import io.plumbline.evaluation.features.StoreBaselines;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.HeldOut;
import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.run.Evaluation;
import io.plumbline.evaluation.run.EvaluationPlan;
import io.plumbline.evaluation.run.EvaluationSet;
import io.plumbline.evaluation.run.RunProgress;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Calibrates a profile on a team's own labelled answers and measures it on answers of other documents.
 *
 * <p>With few labels only the probabilities and thresholds of a base profile are fitted: scores keep their ranking, and 50
 * labels can say what a score means on this traffic. With {@code refit} and enough labels, weights are fitted, too, on
 * the training answers that fit into one window; probabilities are fitted and measured on longer ones as well. Rows are
 * split by document. The report on the held-out part, with the base profile and the trivial baselines beside it, goes
 * into the profile.
 */
public final class CalibrationRun {
    /** Fewer labelled answers say nothing. */
    public static final int LEAST_ROWS = 50;
    /** Fewer of one kind, and a threshold follows single answers. */
    public static final int LEAST_OF_A_CLASS = 10;
    /** Answers to the same few documents are not independent. */
    public static final int LEAST_DOCUMENTS = 20;
    /** Fewer than this, and fitted weights are worth less than those that ship. */
    public static final int LEAST_TO_REFIT = 300;

    private static final double DEV_SHARE = 0.7;
    private static final double TRAIN_SHARE = 0.6;
    private static final double REFIT_DEV_SHARE = 0.8;

    private final FeatureStore store;
    private final Profile base;
    private final Settings settings;

    /**
     * How to calibrate.
     *
     * @param name of the profile that is made
     * @param objective of the threshold
     * @param refit the recipe whose weights are fitted; empty to keep the base profile's scores
     * @param artifacts what the store examines answers with
     * @param seed of the split by document
     */
    public record Settings(
            String name, ThresholdObjective objective, Optional<Recipe> refit, Artifacts artifacts, long seed) {}

    /**
     * What came out.
     *
     * @param profile with provenance and held-out report
     * @param report on the held-out rows; the first scorer is the profile, the second the base
     * @param warnings for the person who will use it
     */
    public record Result(Profile profile, EvaluationReport report, List<String> warnings) {
        public Result {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param store holds every feature of base and recipe */
    public CalibrationRun(FeatureStore store, Profile base, Settings settings) {
        this.store = store;
        this.base = base;
        this.settings = settings;
    }

    /**
     * Fits and measures.
     *
     * @param data labelled answers
     * @param test labelled answers to measure on; empty to hold out a part of {@code data}
     * @throws UnfitException if there are too few rows, or test shares documents with data
     */
    public Result run(List<LabelledData> data, List<LabelledData> test) throws IOException {
        List<LabelledExample> rows =
                data.stream().flatMap(d -> d.examples().stream()).toList();
        check(rows);
        refuseShared(rows, test);
        boolean refit = settings.refit().isPresent();
        DocumentSplit split = new DocumentSplit(settings.seed());
        double heldOutFrom = test.isEmpty() ? (refit ? REFIT_DEV_SHARE : DEV_SHARE) : 1;
        double devFrom = refit ? (test.isEmpty() ? TRAIN_SHARE : DEV_SHARE) : 0;
        List<TrainingRow> ofAnyLength = examined("training rows", within(rows, split, 0, devFrom));
        List<TrainingRow> train = ProfileTrainer.trainable(ofAnyLength);
        List<TrainingRow> dev = examined("development rows", within(rows, split, devFrom, heldOutFrom));
        Profile fitted = refit
                ? new ProfileTrainer(settings.refit().get(), settings.artifacts(), PromptTemplate.STRICT)
                        .fit(settings.name(), train, dev, settings.objective())
                : ProfileTrainer.calibrated(base, dev, settings.objective());
        List<TrainingRow> seen = Stream.concat(train.stream(), dev.stream()).toList();
        Profile profile = ProfileBuilder.named(settings.name(), fitted)
                .windows(base.windows())
                .drift(ProfileTrainer.reference(fitted, dev))
                .provenance(provenance(data, seen, train.size(), dev.size(), Map.of()))
                .build();
        List<LabelledData> measured = test.isEmpty()
                ? data.stream()
                        .map(d -> d.only(row -> split.within(row, heldOutFrom, 1)))
                        .filter(d -> !d.examples().isEmpty())
                        .toList()
                : test;
        EvaluationReport report = report(profile, measured);
        Profile whole = ProfileBuilder.of(profile)
                .provenance(provenance(
                        data,
                        seen,
                        train.size(),
                        dev.size(),
                        HeldOut.of(report).getOrDefault(profile.name(), Map.of())))
                .build();
        return new Result(whole, report, warnings(rows, ofAnyLength.size() - train.size(), measured));
    }

    private static List<LabelledExample> within(
            List<LabelledExample> rows, DocumentSplit split, double from, double to) {
        return rows.stream().filter(row -> split.within(row, from, to)).toList();
    }

    private List<TrainingRow> examined(String task, List<LabelledExample> rows) throws IOException {
        return rows.isEmpty() ? List.of() : new RowSampler(store).sample(task, rows, rows.size());
    }

    private void check(List<LabelledExample> rows) {
        long positives = rows.stream().filter(LabelledExample::hallucinated).count();
        long documents =
                rows.stream().map(LabelledExample::documentId).distinct().count();
        int least = settings.refit().isPresent() ? LEAST_TO_REFIT : LEAST_ROWS;
        if (rows.size() < least
                || positives < LEAST_OF_A_CLASS
                || rows.size() - positives < LEAST_OF_A_CLASS
                || documents < LEAST_DOCUMENTS) {
            throw new UnfitException("too few labels to " + (settings.refit().isPresent() ? "refit" : "calibrate")
                    + ": " + rows.size() + " answers (needed " + least + "), " + positives + " hallucinated and "
                    + (rows.size() - positives) + " supported (needed " + LEAST_OF_A_CLASS + " of each), " + documents
                    + " documents (needed " + LEAST_DOCUMENTS
                    + "). Label more, or use a profile without labels (--kind reliance)");
        }
    }

    private static void refuseShared(List<LabelledExample> rows, List<LabelledData> test) {
        Set<String> documents = rows.stream().map(LabelledExample::documentId).collect(Collectors.toSet());
        long shared = test.stream()
                .flatMap(d -> d.examples().stream())
                .filter(row -> documents.contains(row.documentId()))
                .count();
        if (shared > 0) {
            throw new UnfitException(
                    shared + " test answers are about documents that are calibrated on, so that the test"
                            + " would flatter. Leave them out of one of the two");
        }
    }

    private EvaluationReport report(Profile profile, List<LabelledData> measured) throws IOException {
        List<AnswerScorer> scorers = new ArrayList<>();
        scorers.add(new ProfileScorer(profile, store));
        if (!base.name().equals(profile.name())) {
            scorers.add(new ProfileScorer(base, store));
        }
        scorers.addAll(StoreBaselines.of(store));
        return Evaluation.run(new EvaluationPlan(
                "Calibration of " + profile.name(),
                measured.stream().map(d -> new EvaluationSet(d, false)).toList(),
                scorers,
                Set.of(),
                Optional.empty(),
                MetricSettings.DEFAULT,
                RunProgress.QUIET));
    }

    private Provenance provenance(
            List<LabelledData> data, List<TrainingRow> seen, int train, int dev, Map<String, Double> heldOut) {
        Set<String> ids = seen.stream()
                .map(r -> r.example().set() + "/" + r.example().id() + "/"
                        + r.example().hallucinated())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Provenance(
                data.stream().map(LabelledData::summary).toList(),
                "by document: " + train + " train, " + dev + " development rows",
                settings.seed(),
                Hashes.sha256(String.join("\n", ids).getBytes(StandardCharsets.UTF_8)),
                heldOut,
                settings.refit().isPresent()
                        ? "Weights fitted on these rows."
                        : "Scores of " + base.name() + "; probabilities and thresholds fitted on these rows.");
    }

    /** @param leftOut training answers that do not fit into one window */
    private List<String> warnings(List<LabelledExample> rows, int leftOut, List<LabelledData> measured) {
        List<String> warnings = new ArrayList<>();
        int held = measured.stream().mapToInt(d -> d.examples().size()).sum();
        if (rows.size() < LEAST_TO_REFIT) {
            warnings.add(rows.size() + " labels fix a threshold roughly; " + LEAST_TO_REFIT
                    + " or more allow --refit and narrower intervals");
        }
        if (leftOut > 0) {
            warnings.add(leftOut + " training answers do not fit into one window: weights were fitted without them");
        }
        if (held < LEAST_ROWS) {
            warnings.add("only " + held + " answers were held out: read the intervals, not the figures");
        }
        return warnings;
    }
}
