package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Causes;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.scoring.profile.ResponseTerm;
import io.plumbline.scoring.profile.ResponseTerm.Aggregation;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import io.plumbline.statistics.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;

/**
 * Makes the zero-label profile: how much the retrieval heads read the context, beside a null model. Needs answers with their
 * passages, and no judgement of them.
 *
 * <p>The null model is made of the same answers behind passages of other rows: there, whatever the heads read, the answer does
 * not stand on it. Each head's reliance on such foreign passages is regressed on ln(context tokens) and ln(1 + position); a
 * reading is the distance from that line in units of its spread. The probability tells own passages from foreign ones: it ranks
 * like a probability of being unsupported, and is one only as far as unsupported answers look like answers to other passages.
 */
public final class RelianceTrainer {
    private static final int SMOOTHING = 9;
    private static final double SUPPORTED_TOKENS_SHOWN = 0.05;
    private static final double UNUSUAL = 0.25;

    private final List<HeadId> heads;
    private final Artifacts artifacts;
    private final PromptTemplate template;

    public RelianceTrainer(List<HeadId> heads, Artifacts artifacts, PromptTemplate template) {
        this.heads = List.copyOf(heads);
        this.artifacts = artifacts;
        this.template = template;
    }

    /** The features that rows must carry. */
    public List<Feature> features() {
        return Signal.ofHeads(FeatureKind.RELIANCE, heads).features();
    }

    /**
     * Rows behind the passages of the next row of another document.
     *
     * @param wanted rows at most
     * @return rows whose label must not be looked at
     */
    public static List<LabelledExample> behindForeignPassages(List<TrainingRow> rows, int wanted) {
        List<LabelledExample> shown = new ArrayList<>();
        for (int i = 0; i < rows.size() && shown.size() < wanted; i++) {
            LabelledExample row = rows.get(i).example();
            for (int j = 1; j < rows.size(); j++) {
                LabelledExample other = rows.get((i + j) % rows.size()).example();
                if (!other.documentId().equals(row.documentId())) {
                    shown.add(behind(row, other));
                    break;
                }
            }
        }
        return shown;
    }

    private static LabelledExample behind(LabelledExample row, LabelledExample other) {
        RagExample example = new RagExample(
                row.id() + "#foreign",
                row.example().question(),
                other.example().passages(),
                row.example().response());
        return new LabelledExample(example, row.set(), row.task(), row.generator(), true, List.of(), other.origin());
    }

    /**
     * Fits.
     *
     * @param own answers with their own passages; labels are not looked at
     * @param foreign answers with foreign passages
     */
    public Profile fit(String name, List<TrainingRow> own, List<TrainingRow> foreign) {
        List<TokenTerm> tokenTerms = new ArrayList<>();
        List<ResponseTerm> responseTerms = new ArrayList<>();
        for (Feature feature : features()) {
            Scaling scaling = nullModel(feature, foreign);
            double weight = -1.0 / heads.size();
            tokenTerms.add(new TokenTerm(feature, scaling, weight));
            responseTerms.add(new ResponseTerm(Optional.of(feature), scaling, Aggregation.MEAN, 1, weight));
        }
        Profile scored = new ProfileBuilder(name, ProfileKind.RELIANCE, artifacts, template)
                .token(new TokenRule(tokenTerms, 0, SMOOTHING))
                .response(new ResponseRule(responseTerms, 0))
                .evidence(EvidenceRule.of(heads))
                .causes(List.of(lowUse(own)))
                .build();
        return calibrated(scored, own, foreign);
    }

    private static Scaling nullModel(Feature feature, List<TrainingRow> foreign) {
        List<double[]> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (TrainingRow row : foreign) {
            float[] values = row.table().column(feature);
            for (int t = 0; t < values.length; t++) {
                if (!Float.isNaN(values[t])) {
                    x.add(new double[] {StrictMath.log(Math.max(1, row.contextTokens())), StrictMath.log1p(t)});
                    y.add((double) values[t]);
                }
            }
        }
        double[] values = y.stream().mapToDouble(d -> d).toArray();
        OLSMultipleLinearRegression line = new OLSMultipleLinearRegression();
        line.newSampleData(values, x.toArray(double[][]::new));
        double[] beta = line.estimateRegressionParameters();
        double[] residuals = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - beta[0] - beta[1] * x.get(i)[0] - beta[2] * x.get(i)[1])
                .toArray();
        Scaling around = Scalings.robust(residuals);
        return new Scaling(beta[0] + around.center(), beta[1], beta[2], around.scale());
    }

    private CauseRule lowUse(List<TrainingRow> own) {
        double[] means = own.stream()
                .flatMapToDouble(row -> IntStream.range(1, row.size()).mapToDouble(t -> features().stream()
                        .mapToDouble(f -> row.table().values().at(t, row.table().index(f)))
                        .average()
                        .orElseThrow()))
                .toArray();
        return new CauseRule(
                Causes.LOW_CONTEXT_USE,
                FeatureKind.RELIANCE,
                CauseRule.Side.BELOW,
                Quantiles.quantile(means, UNUSUAL),
                UNUSUAL);
    }

    private static Profile calibrated(Profile profile, List<TrainingRow> own, List<TrainingRow> foreign) {
        Judge judge = new Judge(profile);
        List<TrainingRow> all = new ArrayList<>(own);
        all.addAll(foreign);
        double[] scores = all.stream()
                .mapToDouble(row -> judge.responseScore(row.examination()))
                .toArray();
        boolean[] isForeign = new boolean[scores.length];
        for (int i = own.size(); i < isForeign.length; i++) {
            isForeign[i] = true;
        }
        var response = CalibrationFitter.logistic(scores, isForeign);
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = response.probability(scores[i]);
        }
        double[] ownTokens = tokenScores(judge, own);
        double[] foreignTokens = tokenScores(judge, foreign);
        boolean[] tokenForeign = new boolean[ownTokens.length + foreignTokens.length];
        double[] tokens = new double[tokenForeign.length];
        for (int i = 0; i < tokens.length; i++) {
            tokenForeign[i] = i >= ownTokens.length;
            tokens[i] = tokenForeign[i] ? foreignTokens[i - ownTokens.length] : ownTokens[i];
        }
        var token = CalibrationFitter.logistic(tokens, tokenForeign);
        double shown = token.probability(Quantiles.quantile(ownTokens, 1 - SUPPORTED_TOKENS_SHOWN));
        return ProfileBuilder.of(profile)
                .responseCalibration(response)
                .threshold(ThresholdObjective.BALANCED.choose(probabilities, isForeign))
                .tokenCalibration(token)
                .spans(new SpanRule(shown, 2, 1))
                .build();
    }

    private static double[] tokenScores(Judge judge, List<TrainingRow> rows) {
        return rows.stream()
                .flatMap(row -> judge.tokenScores(row.examination()).stream())
                .mapToDouble(Judge.ScoredToken::score)
                .toArray();
    }
}
