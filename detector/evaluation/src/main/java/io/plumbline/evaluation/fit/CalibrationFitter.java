package io.plumbline.evaluation.fit;

import io.plumbline.scoring.profile.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** From scores to probabilities, on rows that the scores were not fitted on. */
final class CalibrationFitter {
    /** Fewer rows than this get a logistic curve: a staircase would follow single answers. */
    static final int ISOTONIC_ROWS = 500;

    private static final double RIDGE = 1e-6;
    private static final int FOLDS = 5;
    private static final double LEAST = 1e-6;

    private CalibrationFitter() {}

    /** Logistic (Platt) or isotonic, whichever has the lower log loss over folds; below {@value #ISOTONIC_ROWS} rows logistic. */
    static Calibration choose(double[] scores, boolean[] labels) {
        Calibration logistic = logistic(scores, labels);
        if (scores.length < ISOTONIC_ROWS) {
            return logistic;
        }
        return foldLoss(scores, labels, true) < foldLoss(scores, labels, false) ? isotonic(scores, labels) : logistic;
    }

    static Calibration.Logistic logistic(double[] scores, boolean[] labels) {
        double[][] rows = Arrays.stream(scores).mapToObj(s -> new double[] {s}).toArray(double[][]::new);
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        double[] beta = SignedLogistic.fit(rows, labels, ones, RIDGE);
        return new Calibration.Logistic(beta[0], beta[1]);
    }

    /** Pool adjacent violators: the non-falling step function of least squared error, as lines between its steps' middles. */
    static Calibration.Isotonic isotonic(double[] scores, boolean[] labels) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<double[]> blocks = new ArrayList<>();
        for (int i : order) {
            double[] block = {scores[i], labels[i] ? 1 : 0, 1};
            blocks.add(block);
            while (blocks.size() > 1) {
                double[] last = blocks.get(blocks.size() - 1);
                double[] before = blocks.get(blocks.size() - 2);
                boolean falls = before[1] / before[2] >= last[1] / last[2];
                boolean ties = before[0] / before[2] >= last[0] / last[2];
                if (!falls && !ties) {
                    break;
                }
                for (int k = 0; k < before.length; k++) {
                    before[k] += last[k];
                }
                blocks.remove(blocks.size() - 1);
            }
        }
        return new Calibration.Isotonic(blocks.stream()
                .map(b -> new Calibration.Point(b[0] / b[2], b[1] / b[2]))
                .toList());
    }

    private static double foldLoss(double[] scores, boolean[] labels, boolean isotonic) {
        double loss = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            int out = fold;
            int[] in = IntStream.range(0, scores.length)
                    .filter(i -> i % FOLDS != out)
                    .toArray();
            double[] s = Arrays.stream(in).mapToDouble(i -> scores[i]).toArray();
            boolean[] l = new boolean[in.length];
            for (int i = 0; i < in.length; i++) {
                l[i] = labels[in[i]];
            }
            Calibration fitted = isotonic ? isotonic(s, l) : logistic(s, l);
            for (int i = fold; i < scores.length; i += FOLDS) {
                double p = Math.max(LEAST, Math.min(1 - LEAST, fitted.probability(scores[i])));
                loss -= StrictMath.log(labels[i] ? p : 1 - p);
            }
        }
        return loss;
    }
}
