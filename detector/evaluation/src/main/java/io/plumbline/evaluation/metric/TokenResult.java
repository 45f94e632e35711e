package io.plumbline.evaluation.metric;

/**
 * Ranking of tokens, pooled over answers. A token is positive if it shares a character with a labelled span.
 *
 * @param rows answers
 * @param tokens tokens of them
 * @param positiveRate share of positive tokens: the chance level of PR-AUC
 * @param auroc area under the ROC curve
 * @param prAuc average precision
 */
public record TokenResult(int rows, long tokens, double positiveRate, Estimate auroc, Estimate prAuc) {}
