package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.ScorerCard;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.Threshold;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.model.CharSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The outcomes of one scorer in the form that figures are made of: numbers by row, and tokens as columns of numbers, since a
 * data set may have millions of them. Filled once by {@link #accept}.
 */
public final class ScorerOutcomes {
    private final ScorerCard card;
    private final EvaluatedRows rows;
    private final double[] scores;
    private final double[] probabilities;
    private final boolean[] flagged;
    private final Optional<Unscored>[] unscored;
    private final boolean[] marksSpans;
    /** Labelled, marked and common characters of each row. */
    private final long[][] characters;

    private double[] tokenScores = new double[1024];
    private boolean[] tokenLabels = new boolean[1024];
    private int[] tokenRows = new int[1024];
    private int tokens;

    /** Nothing known yet. */
    public ScorerOutcomes(ScorerCard card, EvaluatedRows rows) {
        int n = rows.examples().size();
        this.card = card;
        this.rows = rows;
        this.scores = new double[n];
        this.probabilities = new double[n];
        this.flagged = new boolean[n];
        this.unscored = emptyOptionals(n);
        this.marksSpans = new boolean[n];
        this.characters = new long[n][];
        Arrays.fill(scores, Double.NaN);
        Arrays.fill(probabilities, Double.NaN);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Optional<Unscored>[] emptyOptionals(int n) {
        Optional<Unscored>[] array = new Optional[n];
        Arrays.fill(array, Optional.empty());
        return array;
    }

    /** Takes the outcome of one row. */
    public void accept(int row, ScoringOutcome outcome) {
        unscored[row] = outcome.fold(scored -> Optional.empty(), Optional::of);
        Optional<AnswerScore> answer = outcome.fold(Optional::of, none -> Optional.empty());
        answer.ifPresent(scored -> take(row, scored));
    }

    private void take(int row, AnswerScore answer) {
        LabelledExample example = rows.example(row);
        scores[row] = answer.score();
        probabilities[row] = answer.probability().orElse(Double.NaN);
        Optional<Threshold> threshold = card.threshold();
        flagged[row] = threshold.isPresent() && threshold.get().flags(answer);
        if (!example.spansKnown()) {
            return;
        }
        List<CharSpan> labelled = example.spans();
        if (answer.spans().isPresent()) {
            marksSpans[row] = true;
            characters[row] = SpanCharacters.count(
                    example.example().response(), labelled, answer.spans().get());
        }
        for (TokenMark token : answer.tokens()) {
            add(row, token.score(), labelled.stream().anyMatch(token.span()::intersects));
        }
    }

    private void add(int row, double score, boolean label) {
        if (tokens == tokenScores.length) {
            tokenScores = Arrays.copyOf(tokenScores, 2 * tokens);
            tokenLabels = Arrays.copyOf(tokenLabels, 2 * tokens);
            tokenRows = Arrays.copyOf(tokenRows, 2 * tokens);
        }
        tokenScores[tokens] = score;
        tokenLabels[tokens] = label;
        tokenRows[tokens++] = row;
    }

    ScorerCard card() {
        return card;
    }

    boolean isScored(int row) {
        return !Double.isNaN(scores[row]);
    }

    double score(int row) {
        return scores[row];
    }

    /** NaN where there is none. */
    double probability(int row) {
        return probabilities[row];
    }

    boolean isFlagged(int row) {
        return flagged[row];
    }

    Optional<Unscored> unscored(int row) {
        return unscored[row];
    }

    boolean marksSpans(int row) {
        return marksSpans[row];
    }

    /** Labelled, marked and common characters; only where {@link #marksSpans}. */
    long[] characters(int row) {
        return characters[row];
    }

    int tokens() {
        return tokens;
    }

    double tokenScore(int token) {
        return tokenScores[token];
    }

    boolean tokenLabel(int token) {
        return tokenLabels[token];
    }

    int tokenRow(int token) {
        return tokenRows[token];
    }
}
