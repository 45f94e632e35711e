package io.plumbline.mitigation.strategy;

import java.util.List;

/**
 * How likely a strategy would write a given continuation.
 *
 * @param logProbabilities of each token, nats, of the strategy's renormalised distribution; negative infinity where a
 *     plausibility floor forbids the token
 */
public record Likelihood(List<Double> logProbabilities) {
    public Likelihood {
        logProbabilities = List.copyOf(logProbabilities);
    }

    /** Of the whole continuation, nats. */
    public double total() {
        double sum = 0;
        for (double logProbability : logProbabilities) {
            sum += logProbability;
        }
        return sum;
    }
}
