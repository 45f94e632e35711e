package io.plumbline.evaluation.scorer;

import io.plumbline.evaluation.LabelledExample;
import java.io.IOException;

/**
 * Scores answers. Deterministic: equal examples give equal outcomes. The label of an example is there for the caller's tables
 * and must not reach the score.
 */
public interface AnswerScorer {
    /** Who this is; the same at every call. */
    ScorerCard card();

    /**
     * The outcome for one answer. An answer that cannot be scored is an {@link Unscored}, not an exception; a {@link
     * io.plumbline.model.PlumblineException} is taken for one that failed and may be tried again; anything else thrown ends
     * the run.
     */
    ScoringOutcome score(LabelledExample example) throws IOException;
}
