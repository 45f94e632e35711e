package io.plumbline.model.reference;

import io.plumbline.model.DivergenceMode;
import io.plumbline.model.KeySet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/** The formulas of {@link io.plumbline.model.Reduction}, each of one row, in double. */
final class ReferenceReductions {
    /** Stands for the token after the last one. */
    static final int NO_FOLLOWER = -1;

    private static final double COSINE_FLOOR = 1e-8;

    private ReferenceReductions() {}

    /** Negative log-likelihood of the follower, entropy, most likely token. */
    static double[] nextToken(double[] logits, int follower) {
        double[] logP = logSoftmax(logits);
        double entropy = 0;
        int best = 0;
        for (int token = 0; token < logP.length; token++) {
            entropy -= Math.exp(logP[token]) * logP[token];
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return new double[] {follower == NO_FOLLOWER ? Double.NaN : -logP[follower], entropy, best};
    }

    /** Number of tokens whose logit is strictly above the follower's. */
    static double rank(double[] logits, int follower) {
        if (follower == NO_FOLLOWER) {
            return Double.NaN;
        }
        int above = 0;
        for (double logit : logits) {
            if (logit > logits[follower]) {
                above++;
            }
        }
        return above;
    }

    /**
     * Divergence of two distributions given by logits, see {@link DivergenceMode}. Log-probabilities stay finite in
     * double where probabilities underflow, so no term is NaN.
     */
    static double divergence(DivergenceMode mode, double[] logitsAfter, double[] logitsBefore) {
        double[] after = logSoftmax(logitsAfter);
        double[] before = logSoftmax(logitsBefore);
        double divergence = 0;
        for (int token = 0; token < after.length; token++) {
            double a = after[token];
            double b = before[token];
            double m = Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))) - Math.log(2);
            divergence += switch (mode) {
                case JENSEN_SHANNON -> 0.5 * Math.exp(a) * (a - m) + 0.5 * Math.exp(b) * (b - m);
                case REVERSED_KL -> 0.5 * Math.exp(m) * (2 * m - a - b);
            };
        }
        double atMost = mode == DivergenceMode.JENSEN_SHANNON ? Math.log(2) : Double.POSITIVE_INFINITY;
        return Math.min(Math.max(divergence, 0), atMost);
    }

    /** Sum of the pattern over those of {@code keys} that are visible and pass. */
    static double mass(double[] pattern, KeySet keys, IntPredicate passes) {
        double mass = 0;
        for (int i = 0; i < keys.size() && keys.at(i) < pattern.length; i++) {
            if (passes.test(keys.at(i))) {
                mass += pattern[keys.at(i)];
            }
        }
        return mass;
    }

    /** {@code -sum p ln p}, with {@code 0 ln 0 = 0}. */
    static double entropy(double[] pattern) {
        double entropy = 0;
        for (double p : pattern) {
            if (p > 0) {
                entropy -= p * Math.log(p);
            }
        }
        return entropy;
    }

    /** The visible keys with the largest weights, at most {@code count}; the lower position on a tie. */
    static int[] topKeys(double[] pattern, KeySet keys, int count) {
        Comparator<Integer> heaviestFirst = Comparator.comparingDouble(key -> -pattern[key]);
        return Arrays.stream(keys.toArray())
                .filter(key -> key < pattern.length)
                .boxed()
                .sorted(heaviestFirst)
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** How many of the heaviest visible keys lie in each set. */
    static double[] topKeyHits(double[] pattern, List<KeySet> keySets, int count) {
        int[] top = topKeys(pattern, KeySet.range(0, pattern.length), count);
        return keySets.stream()
                .mapToDouble(keys -> Arrays.stream(top)
                        .filter(key -> Arrays.binarySearch(keys.toArray(), key) >= 0)
                        .count())
                .toArray();
    }

    /** Cosine of a state and the mean of others; NaN without others. */
    static double cosineWithMean(double[] state, List<double[]> others) {
        if (others.isEmpty()) {
            return Double.NaN;
        }
        double product = 0;
        double stateSquares = 0;
        double meanSquares = 0;
        for (int i = 0; i < state.length; i++) {
            double mean = 0;
            for (double[] other : others) {
                mean += other[i];
            }
            mean /= others.size();
            product += state[i] * mean;
            stateSquares += state[i] * state[i];
            meanSquares += mean * mean;
        }
        return product
                / (Math.max(Math.sqrt(stateSquares), COSINE_FLOOR) * Math.max(Math.sqrt(meanSquares), COSINE_FLOOR));
    }

    private static double[] logSoftmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double total = 0;
        for (double logit : logits) {
            total += Math.exp(logit - max);
        }
        double normaliser = max + Math.log(total);
        double[] logP = new double[logits.length];
        for (int token = 0; token < logits.length; token++) {
            logP[token] = logits[token] - normaliser;
        }
        return logP;
    }
}
