package io.plumbline.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Scores sorted once, so that the ranking quality of a resample costs one pass over the rows and no sort. Equal scores form
 * one block: nothing depends on the order of rows within it. Immutable.
 */
public final class RankedScores {
    /** Rows by falling score. */
    private final boolean[] labels;

    private final int[] groups;
    /** First row of each block of equal scores, then the number of rows. */
    private final int[] blocks;

    private RankedScores(boolean[] labels, int[] groups, int[] blocks) {
        this.labels = labels;
        this.groups = groups;
        this.blocks = blocks;
    }

    /**
     * Sorts.
     *
     * @param scores higher means more likely positive; finite
     * @param labels true the positive class
     * @param groups the group of each row: an index of the weights
     */
    public static RankedScores of(double[] scores, boolean[] labels, int[] groups) {
        Samples.sameLength(scores.length, labels.length);
        Samples.sameLength(scores.length, groups.length);
        Samples.finite(scores);
        int n = scores.length;
        // falling order is rising order of the negated score; subtracting from zero makes one of the two zeros
        double[] keys = Arrays.stream(scores).map(score -> 0.0 - score).toArray();
        double[] sorted = keys.clone();
        Arrays.sort(sorted);
        int[] starts = new int[n + 1];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                starts[count++] = i;
            }
        }
        int[] blocks = Arrays.copyOf(starts, count + 1);
        blocks[count] = n;
        double[] distinct = new double[count];
        for (int b = 0; b < count; b++) {
            distinct[b] = sorted[blocks[b]];
        }
        int[] next = Arrays.copyOf(blocks, count);
        boolean[] orderedLabels = new boolean[n];
        int[] orderedGroups = new int[n];
        for (int i = 0; i < n; i++) {
            int place = next[Arrays.binarySearch(distinct, keys[i])]++;
            orderedLabels[place] = labels[i];
            orderedGroups[place] = groups[i];
        }
        return new RankedScores(orderedLabels, orderedGroups, blocks);
    }

    public int size() {
        return labels.length;
    }

    public int positives() {
        return Samples.count(labels);
    }

    /** Area under the ROC curve as {@link Ranking#auroc} of the weighted rows; empty unless both classes have weight. */
    public OptionalDouble auroc(int[] groupWeights) {
        long positivesAbove = 0;
        long negatives = 0;
        long twiceWins = 0;
        for (int b = 0; b + 1 < blocks.length; b++) {
            long positive = 0;
            long negative = 0;
            for (int i = blocks[b]; i < blocks[b + 1]; i++) {
                int weight = groupWeights[groups[i]];
                if (labels[i]) {
                    positive += weight;
                } else {
                    negative += weight;
                }
            }
            twiceWins += negative * (2 * positivesAbove + positive);
            positivesAbove += positive;
            negatives += negative;
        }
        return positivesAbove == 0 || negatives == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(twiceWins / (2.0 * positivesAbove * negatives));
    }

    /** Average precision as {@link Ranking#averagePrecision} of the weighted rows; empty unless both classes have weight. */
    public OptionalDouble averagePrecision(int[] groupWeights) {
        long hits = 0;
        long seen = 0;
        double sum = 0;
        for (int b = 0; b + 1 < blocks.length; b++) {
            long positive = 0;
            long all = 0;
            for (int i = blocks[b]; i < blocks[b + 1]; i++) {
                int weight = groupWeights[groups[i]];
                all += weight;
                positive += labels[i] ? weight : 0;
            }
            hits += positive;
            seen += all;
            if (positive > 0) {
                sum += (double) hits / seen * positive;
            }
        }
        return hits == 0 || hits == seen ? OptionalDouble.empty() : OptionalDouble.of(sum / hits);
    }

    /** Alerts that a budget allows on the weighted rows: the share of them, rounded down. */
    public long alerts(double share, int[] groupWeights) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("an alert budget of " + share + " is not in (0, 1]");
        }
        long total = 0;
        for (int group : groups) {
            total += groupWeights[group];
        }
        // a share like 0.05 has no exact double; 5 % of 100 rows are five alerts
        return (long) Math.floor(share * total + 1e-9);
    }

    /**
     * Precision if the highest scores raise as many alerts as the budget allows. Where the budget ends inside a block of
     * equal scores, the block counts by its share of positives: the expectation over its orders.
     *
     * @param share alerts per row of traffic, in (0, 1]
     * @return empty if the budget allows no alert
     */
    public OptionalDouble precisionWithin(double share, int[] groupWeights) {
        long budget = alerts(share, groupWeights);
        long left = budget;
        double hits = 0;
        for (int b = 0; left > 0; b++) {
            long positive = 0;
            long all = 0;
            for (int i = blocks[b]; i < blocks[b + 1]; i++) {
                int weight = groupWeights[groups[i]];
                all += weight;
                positive += labels[i] ? weight : 0;
            }
            if (all > 0) {
                long taken = Math.min(left, all);
                hits += (double) positive * taken / all;
                left -= taken;
            }
        }
        return budget == 0 ? OptionalDouble.empty() : OptionalDouble.of(hits / budget);
    }

    /** The ROC curve: x false positive rate, y true positive rate, from (0, 0) to (1, 1); both classes are needed. */
    public List<CurvePoint> roc() {
        int[] classes = Samples.bothClasses(labels);
        List<CurvePoint> points = new ArrayList<>();
        points.add(new CurvePoint(0, 0));
        int positive = 0;
        for (int b = 0; b + 1 < blocks.length; b++) {
            for (int i = blocks[b]; i < blocks[b + 1]; i++) {
                positive += labels[i] ? 1 : 0;
            }
            double negative = blocks[b + 1] - positive;
            points.add(new CurvePoint(negative / classes[1], (double) positive / classes[0]));
        }
        return points;
    }

    /** The precision-recall curve: x recall, y precision, one point for each threshold, recall never falling. */
    public List<CurvePoint> precisionRecall() {
        int[] classes = Samples.bothClasses(labels);
        List<CurvePoint> points = new ArrayList<>();
        int positive = 0;
        for (int b = 0; b + 1 < blocks.length; b++) {
            for (int i = blocks[b]; i < blocks[b + 1]; i++) {
                positive += labels[i] ? 1 : 0;
            }
            points.add(new CurvePoint((double) positive / classes[0], (double) positive / blocks[b + 1]));
        }
        return points;
    }
}
