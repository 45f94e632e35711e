/**
 * Runs an evaluation: {@link io.plumbline.evaluation.run.Evaluation#run} takes an {@link
 * io.plumbline.evaluation.run.EvaluationPlan} (data sets, scorers, cache folder, seed) and gives an {@link
 * io.plumbline.evaluation.metric.EvaluationReport}, which {@link io.plumbline.evaluation.report.ReportFiles} writes as JSON,
 * HTML and Markdown. Outcomes are kept on disk, so a killed run goes on where it was.
 */
@NullMarked
package io.plumbline.evaluation.run;

import org.jspecify.annotations.NullMarked;
