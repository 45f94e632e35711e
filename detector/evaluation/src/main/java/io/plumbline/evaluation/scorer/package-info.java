/**
 * What can give an answer a score: detectors, and the trivial baselines that stand beside them in every table.
 *
 * <p>An {@link io.plumbline.evaluation.scorer.AnswerScorer} says who it is ({@link
 * io.plumbline.evaluation.scorer.ScorerCard}) and gives each labelled answer an {@link
 * io.plumbline.evaluation.scorer.AnswerScore}, or says why it could not ({@link io.plumbline.evaluation.scorer.Unscored}). In
 * every scale here higher means less supported.
 */
@NullMarked
package io.plumbline.evaluation.scorer;

import org.jspecify.annotations.NullMarked;
