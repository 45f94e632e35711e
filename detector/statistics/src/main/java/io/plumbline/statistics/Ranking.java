package io.plumbline.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** How well a score ranks positives above negatives. */
public final class Ranking {
    private Ranking() {}

    /**
     * Area under the ROC curve: the probability that a random positive scores above a random negative, ties counting one
     * half (Mann-Whitney; equals scikit-learn's {@code roc_auc_score}).
     *
     * @throws IllegalArgumentException unless both classes occur
     */
    public static double auroc(double[] scores, boolean[] labels) {
        Samples.sameLength(scores.length, labels.length);
        Samples.finite(scores);
        int[] classes = Samples.bothClasses(labels);
        int[] order = ascending(scores);
        long negativesBelow = 0;
        long twiceWins = 0;
        for (int start = 0; start < order.length; ) {
            int end = tieEnd(scores, order, start);
            long positives = 0;
            for (int i = start; i < end; i++) {
                positives += labels[order[i]] ? 1 : 0;
            }
            long negatives = end - start - positives;
            twiceWins += positives * (2 * negativesBelow + negatives);
            negativesBelow += negatives;
            start = end;
        }
        return twiceWins / (2.0 * classes[0] * classes[1]);
    }

    /**
     * Average precision: the sum over thresholds of precision times the gain in recall, no interpolation (scikit-learn's
     * {@code average_precision_score}). Its chance level is the share of positives.
     */
    public static double averagePrecision(double[] scores, boolean[] labels) {
        Samples.sameLength(scores.length, labels.length);
        Samples.finite(scores);
        int[] classes = Samples.bothClasses(labels);
        int[] order = ascending(scores);
        double sum = 0;
        int seen = 0;
        int hits = 0;
        for (int end = order.length; end > 0; ) {
            int start = end - 1;
            while (start > 0 && scores[order[start - 1]] == scores[order[end - 1]]) {
                start--;
            }
            int gained = 0;
            for (int i = start; i < end; i++) {
                gained += labels[order[i]] ? 1 : 0;
            }
            seen += end - start;
            hits += gained;
            sum += (double) hits / seen * gained / classes[0];
            end = start;
        }
        return sum;
    }

    private static int[] ascending(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int tieEnd(double[] scores, int[] order, int start) {
        int end = start + 1;
        // == and not compare: 0.0 and -0.0 tie
        while (end < order.length && scores[order[end]] == scores[order[start]]) {
            end++;
        }
        return end;
    }
}
