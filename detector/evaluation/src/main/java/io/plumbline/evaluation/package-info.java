/**
 * Labelled answers, and what is learnt and measured on them.
 *
 * <p>{@link io.plumbline.evaluation.DataSets} opens what lies at a path: the neutral JSON-lines schema ({@link
 * io.plumbline.evaluation.LabelledData}) or RAGTruth's official files ({@link io.plumbline.evaluation.RagTruthData}). Wrong rows
 * are refused one by one and the rest is read. To learn: {@code features} and {@code fit}. To measure: {@code scorer} holds detectors and trivial baselines, {@code run}
 * scores answers and resumes, {@code metric} makes the figures, {@code report} prints them. {@link
 * io.plumbline.evaluation.run.Evaluation#run} is the way in.
 */
@NullMarked
package io.plumbline.evaluation;

import org.jspecify.annotations.NullMarked;
