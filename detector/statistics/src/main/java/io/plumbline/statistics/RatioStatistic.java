package io.plumbline.statistics;

import java.util.OptionalDouble;

/**
 * A ratio of two sums over rows, such as recall (hits / positives) or the mean (sum / rows): the sums of each group are kept,
 * so that a resample costs one pass over the groups.
 */
public final class RatioStatistic implements WeightedStatistic {
    private final double[] numerators;
    private final double[] denominators;

    /**
     * Nothing added yet.
     *
     * @param groups number of groups
     */
    public RatioStatistic(int groups) {
        numerators = new double[groups];
        denominators = new double[groups];
    }

    /** Adds what one row of {@code group} brings to both sums. */
    public void add(int group, double numerator, double denominator) {
        numerators[group] += numerator;
        denominators[group] += denominator;
    }

    /** Empty where the denominator's sum is 0. */
    @Override
    public OptionalDouble of(int[] groupWeights) {
        double numerator = 0;
        double denominator = 0;
        for (int g = 0; g < numerators.length; g++) {
            numerator += groupWeights[g] * numerators[g];
            denominator += groupWeights[g] * denominators[g];
        }
        return denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
    }
}
