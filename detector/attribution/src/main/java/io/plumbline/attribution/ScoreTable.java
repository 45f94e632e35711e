package io.plumbline.attribution;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Scores {@code [measured sentence × row that predicts the answer]}; a part of the answer takes the sum over its
 * rows.
 */
final class ScoreTable {
    private final List<ContextSentence> measured;
    private final TokenSpan rows;
    private final double[][] scores;

    /**
     * @param measured the sentences, in the order of the context
     * @param rows absolute positions
     * @param scores for each sentence one value a row
     */
    ScoreTable(List<ContextSentence> measured, TokenSpan rows, double[][] scores) {
        this.measured = List.copyOf(measured);
        this.rows = rows;
        this.scores = scores;
    }

    int measured() {
        return measured.size();
    }

    /** The ranking for a part of the answer, whose rows {@code part} lie among this table's. */
    SpanAttribution rank(CharSpan span, TokenSpan part) {
        return new SpanAttribution(span, part.length(), ranked(part));
    }

    /** The sentences, highest score first. */
    List<SentenceScore> ranked(TokenSpan part) {
        double[] sums = new double[measured.size()];
        double positive = 0;
        for (int s = 0; s < sums.length; s++) {
            for (int row = part.start(); row < part.end(); row++) {
                sums[s] += scores[s][row - rows.start()];
            }
            positive += Math.max(0, sums[s]);
        }
        List<SentenceScore> ranked = new ArrayList<>();
        for (int s = 0; s < sums.length; s++) {
            double share = positive > 0 ? Math.min(1, Math.max(0, sums[s]) / positive) : 0;
            ranked.add(new SentenceScore(measured.get(s), sums[s], share));
        }
        // stable: equal scores stay in the order of the context
        ranked.sort(Comparator.comparingDouble(s -> -s.score()));
        return ranked;
    }
}
