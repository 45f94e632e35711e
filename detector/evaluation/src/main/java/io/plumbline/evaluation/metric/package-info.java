/**
 * What is measured, and the report as values.
 *
 * <p>Every figure is an {@link io.plumbline.evaluation.metric.Estimate}: a value with a 95 % percentile interval over resamples
 * of whole documents, drawn within data sets. All figures of a report see the same resamples, so differences between scorers
 * are paired. A figure that the rows cannot carry (one class only, too few alerts, no labelled span) is absent, never 0.
 */
@NullMarked
package io.plumbline.evaluation.metric;

import org.jspecify.annotations.NullMarked;
