package io.plumbline.scoring;

import io.plumbline.statistics.Correlation;
import io.plumbline.statistics.Ranking;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The released code's second stage, for parity: choose heads and layers by AUC, scale sums to [0, 1], subtract, average over
 * each response. It chooses and scales on the rows it then reports on; profiles are fitted on training rows instead.
 *
 * @param heads number of heads to choose
 * @param layers number of layers to choose
 * @param alpha weight of the external context score
 */
public record LegacyRegression(int heads, int layers, double alpha) {
    /**
     * One token or chunk.
     *
     * @param response number of the answer it belongs to
     * @param ecs external context scores
     * @param pks parametric knowledge scores
     * @param label whether it is hallucinated
     */
    public record Row(int response, List<Double> ecs, List<Double> pks, boolean label) {
        public Row {
            ecs = List.copyOf(ecs);
            pks = List.copyOf(pks);
        }
    }

    /**
     * What came out, over answers.
     *
     * @param chosenHeads columns, best first
     * @param chosenLayers columns, best first
     * @param auroc of the answers' mean scores against "some row is hallucinated"
     * @param pearson likewise
     */
    public record Result(List<Integer> chosenHeads, List<Integer> chosenLayers, double auroc, double pearson) {
        public Result {
            chosenHeads = List.copyOf(chosenHeads);
            chosenLayers = List.copyOf(chosenLayers);
        }
    }

    public Result run(List<Row> rows) {
        boolean[] labels = new boolean[rows.size()];
        boolean[] supported = new boolean[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.get(i).label();
            supported[i] = !labels[i];
        }
        int ecsColumns = rows.get(0).ecs().size();
        int pksColumns = rows.get(0).pks().size();
        List<Integer> bestHeads = best(rows.stream().map(Row::ecs).toList(), ecsColumns, supported, heads);
        List<Integer> bestLayers = best(rows.stream().map(Row::pks).toList(), pksColumns, labels, layers);
        double[] e = minMax(sums(rows.stream().map(Row::ecs).toList(), bestHeads));
        double[] k = minMax(sums(rows.stream().map(Row::pks).toList(), bestLayers));
        int responses = rows.stream().mapToInt(Row::response).max().orElseThrow() + 1;
        double[] score = new double[responses];
        int[] count = new int[responses];
        boolean[] truth = new boolean[responses];
        for (int i = 0; i < rows.size(); i++) {
            int r = rows.get(i).response();
            score[r] += k[i] - alpha * e[i];
            count[r]++;
            truth[r] |= labels[i];
        }
        for (int r = 0; r < responses; r++) {
            score[r] /= count[r];
        }
        double[] numbers =
                IntStream.range(0, responses).mapToDouble(r -> truth[r] ? 1 : 0).toArray();
        return new Result(bestHeads, bestLayers, Ranking.auroc(score, truth), Correlation.pearson(score, numbers));
    }

    /** By AUC, then by the column's number as text, both falling, as sorting (auc, name) pairs in Python gives. */
    private static List<Integer> best(List<List<Double>> rows, int columns, boolean[] labels, int count) {
        double[] auc = IntStream.range(0, columns)
                .mapToDouble(c -> Ranking.auroc(column(rows, c), labels))
                .toArray();
        return IntStream.range(0, columns)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> auc[c])
                        .thenComparing(c -> Integer.toString(c))
                        .reversed())
                .limit(count)
                .toList();
    }

    private static double[] column(List<List<Double>> rows, int column) {
        return rows.stream().mapToDouble(row -> row.get(column)).toArray();
    }

    private static double[] sums(List<List<Double>> rows, List<Integer> columns) {
        return rows.stream()
                .mapToDouble(row -> columns.stream().mapToDouble(row::get).sum())
                .toArray();
    }

    private static double[] minMax(double[] values) {
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        return Arrays.stream(values).map(v -> (v - min) / (max - min)).toArray();
    }
}
