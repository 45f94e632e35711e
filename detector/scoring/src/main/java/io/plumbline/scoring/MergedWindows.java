package io.plumbline.scoring;

import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows made one: each token of the answer keeps the window that supports it best, that is the one with its lowest score;
 * the first of equals. Features, likelihood and evidence all come from that window.
 *
 * @param windows in order
 * @param source for each token the number of its window
 * @param contextTokens for each token, tokens of passage text in its window
 * @param table features of the tokens
 * @param scores of the tokens
 */
record MergedWindows(
        List<ExaminedWindow> windows,
        List<Integer> source,
        List<Integer> contextTokens,
        FeatureTable table,
        List<Double> scores) {
    MergedWindows {
        windows = List.copyOf(windows);
        source = List.copyOf(source);
        contextTokens = List.copyOf(contextTokens);
        scores = List.copyOf(scores);
    }

    static MergedWindows of(List<ExaminedWindow> windows, TokenCombination combination) {
        double[] scores = combination.tokenScores(windows.get(0));
        int[] source = new int[scores.length];
        for (int w = 1; w < windows.size(); w++) {
            double[] other = combination.tokenScores(windows.get(w));
            for (int t = 0; t < scores.length; t++) {
                if (other[t] < scores[t]) {
                    scores[t] = other[t];
                    source[t] = w;
                }
            }
        }
        FeatureTable table = windows.size() == 1 ? windows.get(0).table() : pick(windows, source);
        return new MergedWindows(
                windows,
                IntStream.of(source).boxed().toList(),
                IntStream.of(source)
                        .mapToObj(w -> windows.get(w).contextTokens())
                        .toList(),
                table,
                Arrays.stream(scores).boxed().toList());
    }

    /** Features of each token from the window given for it. */
    static FeatureTable pick(List<ExaminedWindow> windows, int[] source) {
        FeatureTable first = windows.get(0).table();
        int columns = first.features().size();
        float[] values = new float[source.length * columns];
        for (int t = 0; t < source.length; t++) {
            float[] row = windows.get(source[t]).table().values().row(t);
            System.arraycopy(row, 0, values, t * columns, columns);
        }
        return new FeatureTable(first.features(), FloatMatrix.owning(source.length, columns, values));
    }
}
