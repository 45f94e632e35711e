/**
 * An {@link io.plumbline.evaluation.metric.EvaluationReport} for readers: canonical JSON for programs, one HTML file that needs
 * no network and no script, Markdown tables for documents. {@link io.plumbline.evaluation.report.ReportFiles} writes all three.
 */
@NullMarked
package io.plumbline.evaluation.report;

import org.jspecify.annotations.NullMarked;
