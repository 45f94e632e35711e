package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.statistics.Confusion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Gives a scorer without a threshold one that is fitted on training rows, so that baselines stand beside detectors' F1. */
public final class FrozenThresholds {
    private FrozenThresholds() {}

    /** Score and label of a training row. */
    private record Row(double score, boolean hallucinated) {}

    /**
     * The scorer with the threshold on its score that gives the highest F1 on the training rows; of equal ones the highest.
     * The scorer as it is, if it scores no training row of either class.
     */
    public static AnswerScorer bestF1(AnswerScorer scorer, List<LabelledExample> trainingRows) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (LabelledExample example : trainingRows) {
            Optional<Double> score =
                    scorer.score(example).fold(scored -> Optional.of(scored.score()), unscored -> Optional.empty());
            score.ifPresent(value -> rows.add(new Row(value, example.hallucinated())));
        }
        long positives = rows.stream().filter(Row::hallucinated).count();
        if (positives == 0 || positives == rows.size()) {
            return scorer;
        }
        rows.sort(Collections.reverseOrder((a, b) -> Double.compare(a.score(), b.score())));
        long hits = 0;
        double best = -1;
        double threshold = 0;
        for (int i = 0; i < rows.size(); i++) {
            hits += rows.get(i).hallucinated() ? 1 : 0;
            boolean blockEnds = i + 1 == rows.size()
                    || rows.get(i + 1).score() < rows.get(i).score();
            double f1 =
                    new Confusion(hits, i + 1 - hits, positives - hits, 0).f1().orElse(0);
            if (blockEnds && f1 > best) {
                best = f1;
                threshold = rows.get(i).score();
            }
        }
        ScorerCard card = scorer.card().withThreshold(new Threshold(Threshold.Scale.SCORE, threshold));
        return new WithCard(scorer, card);
    }

    /** The scorer under another card. */
    private static final class WithCard implements AnswerScorer {
        private final AnswerScorer scorer;
        private final ScorerCard card;

        WithCard(AnswerScorer scorer, ScorerCard card) {
            this.scorer = scorer;
            this.card = card;
        }

        @Override
        public ScorerCard card() {
            return card;
        }

        @Override
        public ScoringOutcome score(LabelledExample example) throws IOException {
            return scorer.score(example);
        }
    }
}
