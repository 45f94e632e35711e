package io.plumbline.evaluation.scorer;

import java.util.function.Function;

/** What came of scoring one answer. "Could not score" is never "supported". */
public sealed interface ScoringOutcome permits AnswerScore, Unscored {
    /** Handles both cases. */
    <T> T fold(Function<AnswerScore, T> scored, Function<Unscored, T> unscored);
}
