package io.plumbline.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Probabilities in equal-width bins, kept so that the calibration error of a resample costs one pass: the weighted form of
 * {@link CalibrationQuality#expectedCalibrationError}.
 */
public final class BinnedCalibration implements WeightedStatistic {
    private final double[] differences;
    private final double[] probabilities;
    private final boolean[] labels;
    private final int[] bins;
    private final int[] groups;
    private final int count;

    /**
     * Bins the rows; probability 1 falls into the last bin.
     *
     * @param groups the group of each row
     * @param count number of bins, at least 1
     */
    public BinnedCalibration(double[] probabilities, boolean[] labels, int[] groups, int count) {
        CalibrationQuality.check(probabilities, labels);
        Samples.sameLength(groups.length, labels.length);
        if (count < 1) {
            throw new IllegalArgumentException("bins " + count);
        }
        this.count = count;
        this.probabilities = probabilities.clone();
        this.labels = labels.clone();
        this.groups = groups.clone();
        this.bins = new int[labels.length];
        this.differences = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            bins[i] = CalibrationQuality.bin(probabilities[i], count);
            differences[i] = probabilities[i] - (labels[i] ? 1 : 0);
        }
    }

    /** Expected calibration error of the weighted rows; empty if nothing has weight. */
    @Override
    public OptionalDouble of(int[] groupWeights) {
        double[] sums = new double[count];
        long rows = 0;
        for (int i = 0; i < bins.length; i++) {
            int weight = groupWeights[groups[i]];
            sums[bins[i]] += weight * differences[i];
            rows += weight;
        }
        double sum = 0;
        for (double s : sums) {
            sum += Math.abs(s);
        }
        return rows == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / rows);
    }

    /** The bins that hold rows, in rising order, each row counted once. */
    public List<ReliabilityBin> reliability() {
        List<ReliabilityBin> table = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            int rows = 0;
            int positives = 0;
            double sum = 0;
            for (int i = 0; i < bins.length; i++) {
                if (bins[i] == b) {
                    rows++;
                    positives += labels[i] ? 1 : 0;
                    sum += probabilities[i];
                }
            }
            if (rows > 0) {
                double[] wilson = Proportions.wilson(positives, rows);
                table.add(new ReliabilityBin(
                        (double) b / count,
                        (b + 1.0) / count,
                        rows,
                        sum / rows,
                        (double) positives / rows,
                        wilson[0],
                        wilson[1]));
            }
        }
        return table;
    }
}
