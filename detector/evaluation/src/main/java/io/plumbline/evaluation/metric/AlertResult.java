package io.plumbline.evaluation.metric;

import java.util.Optional;

/**
 * Precision of the highest scores within an alert budget.
 *
 * @param budget alerts per answer of traffic
 * @param alerts how many that is here
 * @param precision empty with fewer than {@value MetricSettings#MIN_ALERTS} alerts
 */
public record AlertResult(double budget, long alerts, Optional<Estimate> precision) {}
