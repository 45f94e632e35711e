package io.plumbline.statistics;

import java.util.OptionalDouble;

/** A number computed from a sample in which every row of group {@code g} counts {@code groupWeights[g]} times. */
@FunctionalInterface
public interface WeightedStatistic {
    /**
     * The value; empty where the weighted sample has none (no rows, or one class only).
     *
     * @param groupWeights how often each group counts, zero or more; not kept and not changed
     */
    OptionalDouble of(int[] groupWeights);
}
