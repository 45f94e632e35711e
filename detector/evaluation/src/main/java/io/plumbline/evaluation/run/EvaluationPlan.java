package io.plumbline.evaluation.run;

import io.plumbline.evaluation.metric.MetricSettings;
import io.plumbline.evaluation.scorer.AnswerScorer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What to evaluate.
 *
 * @param title of the report
 * @param sets data sets, in the order of the report; their names differ
 * @param scorers detectors and baselines, in the order of the tables; their names differ
 * @param excludedDocuments ids of documents that some profile was fitted on: their rows are left out and counted
 * @param cacheDirectory where outcomes are kept; empty to keep none
 * @param settings seed, resamples, budgets
 * @param progress hears how far the run is
 */
public record EvaluationPlan(
        String title,
        List<EvaluationSet> sets,
        List<AnswerScorer> scorers,
        Set<String> excludedDocuments,
        Optional<Path> cacheDirectory,
        MetricSettings settings,
        RunProgress progress) {
    public EvaluationPlan {
        sets = List.copyOf(sets);
        scorers = List.copyOf(scorers);
        excludedDocuments = Set.copyOf(excludedDocuments);
        Objects.requireNonNull(cacheDirectory, "cacheDirectory is null");
        Objects.requireNonNull(settings, "settings is null");
        Objects.requireNonNull(progress, "progress is null");
        if (title.isBlank()) {
            throw new IllegalArgumentException("a report needs a title");
        }
        unique("data set", sets.stream().map(set -> set.data().set()).toList());
        unique("scorer", scorers.stream().map(scorer -> scorer.card().name()).toList());
    }

    private static void unique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two of this name, a " + what + ": '" + name + "'");
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("there is no " + what);
        }
    }
}
