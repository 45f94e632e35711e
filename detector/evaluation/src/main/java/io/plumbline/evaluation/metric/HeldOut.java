package io.plumbline.evaluation.metric;

import java.util.Map;
import java.util.TreeMap;

/** The figures of a report that a profile carries with it: AUROC with its interval, by set. */
public final class HeldOut {
    private HeldOut() {}

    /** By scorer, then by name of the figure. */
    public static Map<String, Map<String, Double>> of(EvaluationReport report) {
        Map<String, Map<String, Double>> figures = new TreeMap<>();
        for (SliceResult slice : report.slices(SliceKind.SET)) {
            String set = slice.id().name();
            for (ScorerResult result : slice.scorers()) {
                Map<String, Double> own = figures.computeIfAbsent(result.scorer(), s -> new TreeMap<>());
                result.auroc().ifPresent(auroc -> {
                    own.put(set + " AUROC", auroc.value());
                    own.put(set + " rows", (double) slice.rows());
                    auroc.interval().ifPresent(interval -> {
                        own.put(set + " AUROC low", interval.low());
                        own.put(set + " AUROC high", interval.high());
                    });
                });
            }
        }
        return figures;
    }
}
