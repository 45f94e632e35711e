package io.plumbline.scoring;

import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.ScoreExplanation.Contribution;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ResponseTerm;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A profile's weighing: features to token scores, tokens to the answer's score. Sums run in the profile's order, in double, so
 * that equal features give equal bits.
 */
public final class TokenCombination {
    private final Profile profile;

    public TokenCombination(Profile profile) {
        this.profile = profile;
    }

    /** One score for each token of a window; higher is more suspect. */
    double[] tokenScores(ExaminedWindow window) {
        return tokenScores(profile.token(), window.table(), window.contextTokens());
    }

    /**
     * One score for each token, smoothed.
     *
     * @param contextTokens tokens of passage text
     */
    public static double[] tokenScores(TokenRule rule, FeatureTable table, int contextTokens) {
        double[] scores = new double[table.size()];
        Arrays.fill(scores, rule.intercept());
        for (TokenTerm term : rule.terms()) {
            int column = table.index(term.feature());
            for (int t = 0; t < scores.length; t++) {
                scores[t] += term.weight() * term.scaling().apply(table.values().at(t, column), contextTokens, t);
            }
        }
        return smoothed(scores, rule.smoothing());
    }

    /** What each term adds to each token's score, before smoothing and without the intercept: {@code [token × term]}. */
    FeatureTable tokenPoints(MergedWindows merged) {
        List<TokenTerm> terms = profile.token().terms();
        float[] points = new float[merged.table().size() * terms.size()];
        for (int c = 0; c < terms.size(); c++) {
            TokenTerm term = terms.get(c);
            int column = merged.table().index(term.feature());
            for (int t = 0; t < merged.table().size(); t++) {
                double scaled = term.scaling()
                        .apply(
                                merged.table().values().at(t, column),
                                merged.contextTokens().get(t),
                                t);
                points[t * terms.size() + c] = (float) (term.weight() * scaled);
            }
        }
        return new FeatureTable(
                terms.stream().map(TokenTerm::feature).toList(),
                FloatMatrix.owning(merged.table().size(), terms.size(), points));
    }

    /** Means over {@code width} neighbours, cut off at the ends. */
    static double[] smoothed(double[] values, int width) {
        if (width == 1) {
            return values;
        }
        double[] smooth = new double[values.length];
        int half = width / 2;
        for (int t = 0; t < values.length; t++) {
            int from = Math.max(0, t - half);
            int to = Math.min(values.length, t + half + 1);
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i];
            }
            smooth[t] = sum / (to - from);
        }
        return smooth;
    }

    /** The answer's score. */
    double responseScore(MergedWindows merged) {
        double score = profile.response().intercept();
        for (ResponseTerm term : profile.response().terms()) {
            score += term.weight() * aggregate(term, merged);
        }
        return score;
    }

    /** What each term of the answer's score added; for the token score, what each feature added to its mean. */
    List<Contribution> contributions(MergedWindows merged) {
        List<Contribution> contributions = new ArrayList<>();
        for (ResponseTerm term : profile.response().terms()) {
            double value = aggregate(term, merged);
            contributions.add(new Contribution(
                    term.label(),
                    Rounding.six(
                            term.feature().map(f -> mean(merged.table(), f)).orElse(value)),
                    Rounding.six(value),
                    term.weight(),
                    Rounding.six(term.weight() * value)));
        }
        contributions.add(new Contribution(
                "intercept",
                1,
                1,
                profile.response().intercept(),
                Rounding.six(profile.response().intercept())));
        return contributions;
    }

    /** What each feature added to the mean token score, before smoothing. */
    List<Contribution> tokenContributions(MergedWindows merged) {
        List<Contribution> contributions = new ArrayList<>();
        for (TokenTerm term : profile.token().terms()) {
            double[] scaled = scaled(term.feature(), term.scaling(), merged);
            double mean = Arrays.stream(scaled)
                    .map(v -> Double.isNaN(v) ? 0 : v)
                    .average()
                    .orElse(0);
            contributions.add(new Contribution(
                    term.feature().toString(),
                    Rounding.six(mean(merged.table(), term.feature())),
                    Rounding.six(mean),
                    term.weight(),
                    Rounding.six(term.weight() * mean)));
        }
        double intercept = profile.token().intercept();
        contributions.add(new Contribution("intercept", 1, 1, intercept, Rounding.six(intercept)));
        return contributions;
    }

    private static double aggregate(ResponseTerm term, MergedWindows merged) {
        double[] values = term.feature()
                .map(feature -> scaled(feature, term.scaling(), merged))
                .orElseGet(() -> merged.scores().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        return aggregate(values, term.aggregation(), term.fraction());
    }

    /** Scaled values, NaN where the feature is not defined. */
    private static double[] scaled(Feature feature, Scaling scaling, MergedWindows merged) {
        int column = merged.table().index(feature);
        double[] values = new double[merged.table().size()];
        for (int t = 0; t < values.length; t++) {
            float value = merged.table().values().at(t, column);
            values[t] = Float.isNaN(value)
                    ? Double.NaN
                    : scaling.apply(value, merged.contextTokens().get(t), t);
        }
        return values;
    }

    /**
     * From tokens to one number; NaN values are left out, and nothing at all gives 0.
     *
     * @param fraction share of the highest values for {@code TOP_MEAN}, at least one value
     */
    public static double aggregate(double[] values, ResponseTerm.Aggregation aggregation, double fraction) {
        double[] sorted =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int used =
                switch (aggregation) {
                    case MEAN -> sorted.length;
                    case MAX -> 1;
                    case TOP_MEAN -> Math.max(1, (int) (fraction * sorted.length));
                };
        double sum = 0;
        for (int i = sorted.length - used; i < sorted.length; i++) {
            sum += sorted[i];
        }
        return sum / used;
    }

    /** Mean value where the feature is defined; 0 where it nowhere is. */
    private static double mean(FeatureTable table, Feature feature) {
        double sum = 0;
        int count = 0;
        for (float value : table.column(feature)) {
            if (!Float.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
