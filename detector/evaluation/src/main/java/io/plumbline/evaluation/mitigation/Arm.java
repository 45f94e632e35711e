package io.plumbline.evaluation.mitigation;

import io.plumbline.mitigation.strategy.Strategy;
import java.util.Objects;

/**
 * One way of writing, under comparison.
 *
 * @param name unique in a run, for example {@code decore-static random 1}
 * @param strategy its settings
 */
public record Arm(String name, Strategy strategy) {
    public Arm {
        Objects.requireNonNull(strategy, "strategy is null");
        if (name.isBlank()) {
            throw new IllegalArgumentException("an arm needs a name");
        }
    }
}
