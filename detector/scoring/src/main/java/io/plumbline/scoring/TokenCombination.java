package io.plumbline.scoring;

import io.plumbline.scoring.ScoreExplanation.Contribution;
import io.plumbline.scoring.profile.ExtraFeature;
import io.plumbline.scoring.profile.ExtraWeight;
import io.plumbline.scoring.profile.HeadWeight;
import io.plumbline.scoring.profile.LayerWeight;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.scoring.profile.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A profile's weighing: features to token scores, token scores to the answer's score. Sums run in profile order, in double. */
public final class TokenCombination {
    private static final int NLL = 0;
    private static final int ENTROPY = 1;

    private final Profile profile;
    private final List<Term> terms;

    public TokenCombination(Profile profile) {
        this.profile = profile;
        terms = terms(profile);
    }

    private static List<Term> terms(Profile profile) {
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < profile.heads().size(); i++) {
            HeadWeight head = profile.heads().get(i);
            int column = i;
            terms.add(new Term("ecs:" + head.head(), (f, t) -> f.ecs().at(t, column), head.scaling(), head.weight()));
        }
        for (int i = 0; i < profile.layers().size(); i++) {
            LayerWeight layer = profile.layers().get(i);
            int column = i;
            terms.add(
                    new Term("pks:" + layer.layer(), (f, t) -> f.pks().at(t, column), layer.scaling(), layer.weight()));
        }
        for (ExtraWeight extra : profile.extras()) {
            int column = extra.feature() == ExtraFeature.NEGATIVE_LOG_LIKELIHOOD ? NLL : ENTROPY;
            terms.add(new Term(
                    extra.feature().label(), (f, t) -> f.next().at(t, column), extra.scaling(), extra.weight()));
        }
        return terms;
    }

    /** One score for each token; higher is more suspect. */
    public double[] tokenScores(TokenFeatures features) {
        double[] scores = new double[features.size()];
        Arrays.fill(scores, profile.intercept());
        for (Term term : terms) {
            for (int t = 0; t < scores.length; t++) {
                scores[t] += term.points(features, t);
            }
        }
        return scores;
    }

    /** The answer's score. */
    public double responseScore(double[] tokenScores) {
        ResponseRule rule = profile.response();
        int used =
                switch (rule.aggregation()) {
                    case MEAN -> tokenScores.length;
                    case MAX -> 1;
                    case TOP_MEAN -> Math.max(1, (int) (rule.fraction() * tokenScores.length));
                };
        double[] sorted = tokenScores.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (int i = sorted.length - used; i < sorted.length; i++) {
            sum += sorted[i];
        }
        return sum / used;
    }

    /** What each feature added to the mean token score. */
    public List<Contribution> contributions(TokenFeatures features) {
        List<Contribution> contributions = new ArrayList<>();
        for (Term term : terms) {
            double raw = 0;
            double scaled = 0;
            for (int t = 0; t < features.size(); t++) {
                double value = term.value().of(features, t);
                raw += value;
                scaled += term.scaling().apply(value);
            }
            raw /= features.size();
            scaled /= features.size();
            contributions.add(new Contribution(
                    term.name(),
                    Rounding.six(raw),
                    Rounding.six(scaled),
                    term.weight(),
                    Rounding.six(term.weight() * scaled)));
        }
        contributions.add(new Contribution("intercept", 1, 1, profile.intercept(), Rounding.six(profile.intercept())));
        return contributions;
    }

    private interface Value {
        double of(TokenFeatures features, int token);
    }

    private record Term(String name, Value value, Scaling scaling, double weight) {
        double points(TokenFeatures features, int token) {
            return weight * scaling.apply(value.of(features, token));
        }
    }
}
