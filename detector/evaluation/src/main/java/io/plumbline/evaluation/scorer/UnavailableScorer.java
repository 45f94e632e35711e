package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.Unscored.Reason;

/** Keeps the row of a scorer that cannot work here, so that a table never loses one in silence. */
public final class UnavailableScorer implements AnswerScorer {
    private final ScorerCard card;
    private final Unscored outcome;

    /**
     * A scorer without scores.
     *
     * @param why what is missing, and how to get it
     */
    public UnavailableScorer(ScorerCard card, String why) {
        this.card = card;
        this.outcome = new Unscored(Reason.NOT_AVAILABLE, why);
    }

    @Override
    public ScorerCard card() {
        return card;
    }

    @Override
    public ScoringOutcome score(LabelledExample example) {
        return outcome;
    }
}
