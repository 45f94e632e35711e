package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.metric.EvaluatedRows.Slice;
import io.plumbline.statistics.GroupResampling;
import io.plumbline.statistics.RankedScores;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Ranking of the tokens of one scorer, pooled over answers. */
final class TokenMeasurer {
    private final EvaluatedRows rows;
    private final ScorerOutcomes outcomes;
    private final GroupResampling resampling;
    private final boolean intervals;

    TokenMeasurer(EvaluatedRows rows, ScorerOutcomes outcomes, GroupResampling resampling, boolean intervals) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.resampling = resampling;
        this.intervals = intervals;
    }

    /** Of the slice's rows that are {@code wanted}; empty unless there are tokens of both classes. */
    Optional<TokenResult> measure(Slice slice, IntPredicate wanted) {
        boolean[] chosen = new boolean[rows.examples().size()];
        Arrays.stream(slice.rows()).filter(wanted).forEach(row -> chosen[row] = true);
        int[] tokens = IntStream.range(0, outcomes.tokens())
                .filter(token -> chosen[outcomes.tokenRow(token)])
                .toArray();
        double[] scores = new double[tokens.length];
        boolean[] labels = new boolean[tokens.length];
        int[] documents = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            scores[i] = outcomes.tokenScore(tokens[i]);
            labels[i] = outcomes.tokenLabel(tokens[i]);
            documents[i] = rows.document(outcomes.tokenRow(tokens[i]));
        }
        RankedScores ranked = RankedScores.of(scores, labels, documents);
        int positives = ranked.positives();
        if (positives == 0 || positives == tokens.length) {
            return Optional.empty();
        }
        boolean drawn = intervals && SliceMeasurer.enoughDocuments(documents);
        int answers =
                (int) Arrays.stream(tokens).map(outcomes::tokenRow).distinct().count();
        return Optional.of(new TokenResult(
                answers,
                tokens.length,
                (double) positives / tokens.length,
                Measured.of(ranked::auroc, resampling, drawn).orElseThrow().estimate(),
                Measured.of(ranked::averagePrecision, resampling, drawn)
                        .orElseThrow()
                        .estimate()));
    }
}
