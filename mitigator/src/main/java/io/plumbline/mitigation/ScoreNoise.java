package io.plumbline.mitigation;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.DriftSignals;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.DriftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far an answer's score hangs on single tokens: the jackknife standard error of the response score, each token left out
 * once, {@code √((n-1)/n · Σ (s₍ₜ₎ - mean)²)}. No model runs. Tokens are taken for independent, which neighbours are not, so it
 * is a lower bound of the score's noise.
 *
 * <p>An answer of one token has no jackknife. Its noise is the spread of the scores of the profile's calibration answers
 * (interquartile range over 1.349), and without such a reference infinite: nothing then counts as better.
 */
public final class ScoreNoise {
    /** Interquartile range of a normal distribution, in standard deviations. */
    private static final double NORMAL_IQR = 1.349;

    private final Judge judge;

    public ScoreNoise(Judge judge) {
        this.judge = judge;
    }

    /** Standard error of the answer's score before calibration; positive infinity where nothing is known. */
    public double standardError(Examination examination) {
        int tokens = examination.tokens().size();
        if (tokens == 1) {
            return spread();
        }
        double[] scores = new double[tokens];
        double mean = 0;
        for (int t = 0; t < tokens; t++) {
            scores[t] = judge.responseScore(without(examination, t));
            mean += scores[t] / tokens;
        }
        double squares = 0;
        for (double score : scores) {
            squares += (score - mean) * (score - mean);
        }
        return Math.sqrt((tokens - 1.0) / tokens * squares);
    }

    private double spread() {
        List<Double> quantiles = Optional.ofNullable(
                        judge.profile().drift().quantiles().get(DriftSignals.SCORE))
                .orElse(List.of());
        if (quantiles.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        int quarter = (DriftReference.POINTS - 1) / 4;
        double range = quantiles.get(3 * quarter) - quantiles.get(quarter);
        return range == 0 ? Double.POSITIVE_INFINITY : range / NORMAL_IQR;
    }

    private static Examination without(Examination examination, int token) {
        List<CharSpan> tokens = new ArrayList<>(examination.tokens());
        tokens.remove(token);
        List<ExaminedWindow> windows = examination.windows().stream()
                .map(window -> new ExaminedWindow(
                        without(window.table(), token), window.contextTokens(), List.of(), Optional.empty()))
                .toList();
        return new Examination(tokens, windows, examination.promptTokens());
    }

    private static FeatureTable without(FeatureTable table, int token) {
        int columns = table.features().size();
        float[] all = table.values().toArray();
        float[] rest = new float[all.length - columns];
        System.arraycopy(all, 0, rest, 0, token * columns);
        System.arraycopy(all, (token + 1) * columns, rest, token * columns, rest.length - token * columns);
        return new FeatureTable(table.features(), FloatMatrix.owning(table.size() - 1, columns, rest));
    }
}
