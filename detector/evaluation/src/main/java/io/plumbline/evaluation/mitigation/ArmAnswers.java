package io.plumbline.evaluation.mitigation;

import io.plumbline.mitigation.strategy.Cost;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one arm did on a task.
 *
 * @param arm whose
 * @param hits by metric, one flag for each row
 * @param answers as written, one for each row; of a choice task the option chosen
 * @param cost all rows together; of a choice task nothing is counted
 * @param seconds wall-clock time; depends on the machine and is no part of the result
 */
public record ArmAnswers(Arm arm, Map<String, List<Boolean>> hits, List<String> answers, Cost cost, double seconds) {
    public ArmAnswers {
        Objects.requireNonNull(arm, "arm is null");
        Objects.requireNonNull(cost, "cost is null");
        answers = List.copyOf(answers);
        Map<String, List<Boolean>> copy = new TreeMap<>();
        hits.forEach((metric, flags) -> copy.put(metric, List.copyOf(flags)));
        hits = Collections.unmodifiableMap(copy);
        int rows = answers.size();
        if (hits.values().stream().anyMatch(flags -> flags.size() != rows)) {
            throw new IllegalArgumentException("flags of another number of rows than " + rows);
        }
    }

    /** The flags of a metric. */
    boolean[] flags(String metric) {
        List<Boolean> found = Objects.requireNonNull(hits.get(metric), metric);
        boolean[] flags = new boolean[found.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = found.get(i);
        }
        return flags;
    }
}
