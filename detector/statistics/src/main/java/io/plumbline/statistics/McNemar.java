package io.plumbline.statistics;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * McNemar's exact test: do two classifiers differ on the same rows?
 *
 * @param onlyFirst rows that only the first got right
 * @param onlySecond rows that only the second got right
 * @param pValue two-sided, from the binomial distribution with one half
 */
public record McNemar(int onlyFirst, int onlySecond, double pValue) {
    public static McNemar test(boolean[] firstCorrect, boolean[] secondCorrect) {
        Samples.sameLength(firstCorrect.length, secondCorrect.length);
        int first = 0;
        int second = 0;
        for (int i = 0; i < firstCorrect.length; i++) {
            first += firstCorrect[i] && !secondCorrect[i] ? 1 : 0;
            second += secondCorrect[i] && !firstCorrect[i] ? 1 : 0;
        }
        int discordant = first + second;
        double p = discordant == 0
                ? 1
                : Math.min(
                        1,
                        2 * new BinomialDistribution(discordant, 0.5).cumulativeProbability(Math.min(first, second)));
        return new McNemar(first, second, p);
    }
}
