package io.plumbline.evaluation.fit;

import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.Causes;
import io.plumbline.scoring.DriftSignals;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Calibration;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.scoring.profile.ResponseTerm;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import io.plumbline.statistics.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes a profile: scalers, token model and response model from the training rows, probabilities and thresholds from the
 * development rows. Deterministic. What the rows are called in the provenance is the caller's to say.
 */
public final class ProfileTrainer {
    private static final double UNUSUAL = 0.75;
    private static final double MOST_UNUSUAL = 0.95;

    private final Recipe recipe;
    private final Artifacts artifacts;
    private final PromptTemplate template;

    /**
     * A trainer.
     *
     * @param artifacts what the rows were examined with; a profile names the classifier only if the fit gave it weight
     */
    public ProfileTrainer(Recipe recipe, Artifacts artifacts, PromptTemplate template) {
        this.recipe = recipe;
        this.artifacts = artifacts;
        this.template = template;
    }

    /**
     * Fits.
     *
     * @param train rows for scalers and models, several sets; of these only the {@link #trainable} count
     * @param dev rows for probabilities and thresholds, of other documents
     * @throws UnfitException if the rows do not carry it
     */
    public Profile fit(String name, List<TrainingRow> train, List<TrainingRow> dev, ThresholdObjective objective) {
        return calibrated(score(name, train), dev, objective);
    }

    /** Those of the rows that scores can be fitted on: the ones that fit into one window. */
    public static List<TrainingRow> trainable(List<TrainingRow> rows) {
        return rows.stream().filter(TrainingRow::inOneWindow).toList();
    }

    /**
     * The profile's scores alone, with probabilities that mean nothing yet.
     *
     * @param rows of which only the {@link #trainable} count
     * @throws UnfitException if the rows do not carry it
     */
    public Profile score(String name, List<TrainingRow> rows) {
        List<TrainingRow> train = trainable(rows);
        if (train.isEmpty()) {
            throw new UnfitException("of " + rows.size() + " training answers none fits into one window of the model;"
                    + " weights are fitted on such answers only");
        }
        TreeSet<Feature> features = new TreeSet<>(Signal.features(recipe.token()));
        features.addAll(Signal.features(recipe.response()));
        Scalings scalings = Scalings.fit(train, List.copyOf(features));
        return recipe.kind() == ProfileKind.REDEEP ? linear(name, train, scalings) : twoLevels(name, train, scalings);
    }

    /** ReDeEP's form: one linear token score, its mean is the answer's. */
    private Profile linear(String name, List<TrainingRow> train, Scalings scalings) {
        ResponseRule means =
                new ResponseModelFitter(new TokenRule(List.of(), 0, 1), recipe.response(), scalings, train).fit();
        List<TokenTerm> terms = new ArrayList<>();
        for (Signal signal : recipe.response()) {
            for (Feature feature : signal.features()) {
                // weight 0 stays: causes look at the signal
                double weight = means.terms().stream()
                        .filter(t -> t.feature().equals(Optional.of(feature)))
                        .mapToDouble(ResponseTerm::weight)
                        .sum();
                terms.add(new TokenTerm(feature, scalings.of(feature), weight));
            }
        }
        return base(name, artifacts.withClassifier(Optional.empty()))
                .token(new TokenRule(terms, means.intercept(), 1))
                .response(ResponseRule.MEAN)
                .causes(causes(terms, train))
                .build();
    }

    private Profile twoLevels(String name, List<TrainingRow> train, Scalings scalings) {
        TokenRule token = new TokenModelFitter(recipe.token(), scalings, train).fit(recipe.smoothing());
        ResponseRule response = new ResponseModelFitter(token, recipe.response(), scalings, train).fit();
        boolean weighed = Stream.concat(
                        token.terms().stream().map(TokenTerm::feature),
                        response.terms().stream().flatMap(term -> term.feature().stream()))
                .anyMatch(feature -> feature.kind() == FeatureKind.CLASSIFIER);
        return base(name, weighed ? artifacts : artifacts.withClassifier(Optional.empty()))
                .token(token)
                .response(response)
                .causes(causes(token.terms(), train))
                .build();
    }

    private ProfileBuilder base(String name, Artifacts used) {
        return new ProfileBuilder(name, recipe.kind(), used, template)
                .evidence(EvidenceRule.of(recipe.evidenceHeads()));
    }

    /** Borders at the unusual quarter of the training tokens, for each kind the token model reads that names a cause. */
    private static List<CauseRule> causes(List<TokenTerm> terms, List<TrainingRow> train) {
        List<CauseRule> causes = new ArrayList<>();
        for (FeatureKind kind : List.of(
                FeatureKind.RELIANCE,
                FeatureKind.CONTEXT_SHARE,
                FeatureKind.ECS,
                FeatureKind.POINTER,
                FeatureKind.CONTEXT_GAIN,
                FeatureKind.PKS)) {
            List<Feature> features = terms.stream()
                    .map(TokenTerm::feature)
                    .filter(f -> f.kind() == kind)
                    .toList();
            if (!features.isEmpty()) {
                cause(kind, features, train).ifPresent(causes::add);
            }
        }
        return causes;
    }

    /** Empty if even the {@value #MOST_UNUSUAL} quantile is nothing unusual, as for a signal that is mostly 0. */
    private static Optional<CauseRule> cause(FeatureKind kind, List<Feature> features, List<TrainingRow> train) {
        double[] means = train.stream()
                .flatMapToDouble(row -> IntStream.range(0, row.size()).mapToDouble(t -> features.stream()
                        .mapToDouble(f -> row.table().values().at(t, row.table().index(f)))
                        .average()
                        .orElseThrow()))
                .filter(Double::isFinite)
                .toArray();
        if (Signal.sign(kind) < 0) {
            double border = Quantiles.quantile(means, 1 - UNUSUAL);
            // the cause of a gain says that the context made the word less likely
            return Optional.of(new CauseRule(
                    cause(kind),
                    kind,
                    CauseRule.Side.BELOW,
                    kind == FeatureKind.CONTEXT_GAIN ? Math.min(0, border) : border,
                    1 - UNUSUAL));
        }
        for (double quantile : new double[] {UNUSUAL, 0.9, MOST_UNUSUAL}) {
            double border = Quantiles.quantile(means, quantile);
            if (border > Quantiles.quantile(means, 0)) {
                return Optional.of(new CauseRule(cause(kind), kind, CauseRule.Side.ABOVE, border, quantile));
            }
        }
        return Optional.empty();
    }

    private static String cause(FeatureKind kind) {
        return switch (kind) {
            case PKS -> Causes.MEMORY_OVERRIDE;
            case POINTER -> Causes.OTHER_WORD_IN_CONTEXT;
            case CONTEXT_GAIN -> Causes.AGAINST_CONTEXT;
            default -> Causes.LOW_CONTEXT_USE;
        };
    }

    /**
     * The profile with probabilities, thresholds, prevalence and span rule from development rows; scores stay as they are.
     * Answers with planted errors count for tokens and spans only: how often and how plainly traffic is wrong, real answers say.
     *
     * @throws UnfitException if one class is missing
     */
    public static Profile calibrated(Profile profile, List<TrainingRow> dev, ThresholdObjective objective) {
        Judge judge = new Judge(profile);
        List<TrainingRow> answers = dev.stream().filter(row -> !row.isPlanted()).toList();
        double[] scores = answers.stream()
                .mapToDouble(row -> judge.responseScore(row.examination()))
                .toArray();
        boolean[] labels = new boolean[answers.size()];
        int positives = 0;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = answers.get(i).hallucinated();
            positives += labels[i] ? 1 : 0;
        }
        if (positives == 0 || positives == labels.length) {
            throw new UnfitException("of " + labels.length + " development answers " + positives
                    + " are hallucinated; both kinds are needed");
        }
        Calibration response = CalibrationFitter.choose(scores, labels);
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = response.probability(scores[i]);
        }
        ProfileBuilder builder = ProfileBuilder.of(profile)
                .responseCalibration(response)
                .threshold(objective.choose(probabilities, labels))
                .prevalence(positives / (double) labels.length);
        new TokenCalibration(judge, dev).apply(builder);
        return builder.build();
    }

    /** How the profile's signals are distributed over rows, to hold live traffic against. */
    public static DriftReference reference(Profile profile, List<TrainingRow> rows) {
        Judge judge = new Judge(profile);
        return DriftSignals.reference(rows.stream()
                .map(row -> judge.judge(row.example().example(), row.examination()))
                .toList());
    }

    /** What a token's probability says, and from where on it is shown. */
    private static final class TokenCalibration {
        private static final double LEAST_LABELLED = 30;
        private final List<Double> scores = new ArrayList<>();
        private final List<Boolean> labels = new ArrayList<>();
        private int labelled;

        TokenCalibration(Judge judge, List<TrainingRow> dev) {
            for (TrainingRow row : dev) {
                if (!row.tokensKnown()) {
                    continue;
                }
                List<Judge.ScoredToken> tokens = judge.tokenScores(row.examination());
                for (int t = 0; t < tokens.size(); t++) {
                    scores.add(tokens.get(t).score());
                    labels.add(row.isLabelled(t));
                    labelled += row.isLabelled(t) ? 1 : 0;
                }
            }
        }

        /** Without enough labelled tokens, what the profile had stays. */
        void apply(ProfileBuilder builder) {
            if (labelled < LEAST_LABELLED) {
                return;
            }
            double[] s = scores.stream().mapToDouble(d -> d).toArray();
            boolean[] l = new boolean[s.length];
            for (int i = 0; i < l.length; i++) {
                l[i] = labels.get(i);
            }
            Calibration token = CalibrationFitter.logistic(s, l);
            double[] probabilities = new double[s.length];
            for (int i = 0; i < s.length; i++) {
                probabilities[i] = token.probability(s[i]);
            }
            double threshold = new ThresholdObjective(ThresholdObjective.Goal.F1, 0).choose(probabilities, l);
            builder.tokenCalibration(token).spans(new SpanRule(threshold, 1, 1));
        }
    }
}
