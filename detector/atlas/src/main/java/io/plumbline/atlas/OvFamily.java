package io.plumbline.atlas;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;
import io.plumbline.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * ReDeEP's copying heads (Sun et al., ICLR 2025, appendix B): from the weights alone, how much the map {@code M = W_U W_O W_V W_E}
 * from a token attended to onto the logits is a copy. Heads are ranked by {@code |tr M|}, most first, and by how many of the
 * points {@code M_ii ± R_i} of M's Gershgorin discs are outliers (beyond 1.5 interquartile ranges), fewest first; the score is
 * the sum of the two ranks, turned so that 1 is best in both and 0 is last in both.
 *
 * <p>The trace is exact, by the cyclic identity {@code tr M = tr(W_V (Σ_v e_v u_v') W_O)}. The discs are those of a seeded sample of
 * tokens, their radii estimated from another sample of columns: M has as many entries as the vocabulary squared. The authors'
 * script was not released, and nobody has reported the published lists from this recipe.
 */
final class OvFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final double WHISKER = 1.5;
    private static final String DEFINITION =
            "rank by |trace| of W_U W_O W_V W_E, most first, plus rank by outliers among its"
                    + " Gershgorin points, fewest first; 1 is best in both (ReDeEP, ICLR 2025, appendix B; trace exact, discs sampled)";
    private static final String CURVE_DEFINITION =
            "trace of W_U W_O W_V W_E; outliers among the Gershgorin points of the sampled rows (ReDeEP, ICLR 2025, appendix B)";

    private final FamilyContext context;
    private final FurtherPlan.Vocabulary plan;

    OvFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().weights();
    }

    @Override
    public String name() {
        return ScoreFamily.OV_COPYING;
    }

    /** Nothing runs through the model. */
    @Override
    public long tokens() {
        return 0;
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        String sample = plan.gershgorinRows() + " rows, " + plan.gershgorinColumns() + " columns, seed "
                + context.plan().seed();
        double[] values =
                context.measurements().kept("weights", "ov|" + VERSION + "|" + sample, 0, 2 * heads, this::values);
        double[] traces = Arrays.copyOfRange(values, 0, heads);
        double[] outliers = Arrays.copyOfRange(values, heads, 2 * heads);
        double[] scores = scores(traces, outliers);
        List<double[]> parts = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            parts.add(new double[] {traces[h], outliers[h]});
        }
        return Measured.of(name(), context.weighed(DEFINITION, VERSION, Map.of("discs", sample), h -> scores[h]))
                .with(HeadCurves.OV_CIRCUIT, context.curves(CURVE_DEFINITION, List.of("trace", "outliers"), parts));
    }

    /** Traces of all heads, then outliers of all heads. */
    private double[] values() {
        try (ModelWeights weights = context.model().weights().open()) {
            ModelConfig config = weights.config();
            int width = config.width();
            int vocabulary = config.vocabulary();
            float[] embedding = weights.read(WeightSlot.TOKEN_EMBEDDING, 0);
            float[] unembedding = config.tiedEmbeddings() ? embedding : weights.read(WeightSlot.UNEMBEDDING, 0);
            float[] crossed = crossed(embedding, unembedding, vocabulary, width);
            Random random = new Random(context.plan().seed());
            int[] rows = random.ints(0, vocabulary)
                    .distinct()
                    .limit(Math.min(plan.gershgorinRows(), vocabulary))
                    .toArray();
            int[] columns = random.ints(0, vocabulary)
                    .distinct()
                    .limit(Math.min(plan.gershgorinColumns(), vocabulary))
                    .toArray();
            Sample sample = new Sample(rows, columns, embedding, unembedding, width);
            int heads = context.heads().size();
            double[] values = new double[2 * heads];
            for (int layer = 0; layer < config.layers(); layer++) {
                float[] reads = weights.read(WeightSlot.VALUE, layer);
                HeadCircuits.Writes writes = new HeadCircuits.Writes(weights, layer);
                for (int head = 0; head < config.heads(); head++) {
                    int w = config.headWidth();
                    int from = head / config.groupSize() * w * width;
                    float[] value = Arrays.copyOfRange(reads, from, from + w * width);
                    float[] output = writes.slice(head);
                    int place = layer * config.heads() + head;
                    values[place] = trace(value, crossed, output, w, width);
                    values[heads + place] = sample.outliers(value, output, w, width);
                }
            }
            return values;
        }
    }

    /** {@code Σ_v e_v u_v'}, {@code [width × width]}. */
    static float[] crossed(float[] embedding, float[] unembedding, int vocabulary, int width) {
        float[] sum = new float[width * width];
        float[] row = new float[width];
        for (int a = 0; a < width; a++) {
            Arrays.fill(row, 0);
            for (int v = 0; v < vocabulary; v++) {
                float factor = embedding[v * width + a];
                int from = v * width;
                for (int b = 0; b < width; b++) {
                    row[b] += factor * unembedding[from + b];
                }
            }
            System.arraycopy(row, 0, sum, a * width, width);
        }
        return sum;
    }

    /** {@code tr(V C O)} of {@code V [w × width]}, {@code C [width × width]}, {@code O [width × w]}. */
    static double trace(float[] value, float[] crossed, float[] output, int w, int width) {
        float[] product = Products.product(value, crossed, w, width, width);
        double trace = 0;
        for (int i = 0; i < w; i++) {
            for (int b = 0; b < width; b++) {
                trace += (double) product[i * width + b] * output[b * w + i];
            }
        }
        return trace;
    }

    /** Rows and columns of M that are looked at. Embeddings are {@code [width × tokens]}. */
    private static final class Sample {
        private final int vocabulary;
        private final int[] rows;
        private final int[] columns;
        private final float[] unembedding;
        private final float[] ofRows;
        private final float[] ofColumns;

        Sample(int[] rows, int[] columns, float[] embedding, float[] unembedding, int width) {
            this.vocabulary = embedding.length / width;
            this.rows = rows;
            this.columns = columns;
            this.unembedding = Products.rows(unembedding, rows, width);
            this.ofRows = Products.transposed(Products.rows(embedding, rows, width), rows.length, width);
            this.ofColumns = Products.transposed(Products.rows(embedding, columns, width), columns.length, width);
        }

        int outliers(float[] value, float[] output, int w, int width) {
            float[] left = Products.product(unembedding, output, rows.length, width, w);
            float[] right = Products.product(value, ofColumns, w, width, columns.length);
            float[] own = Products.product(value, ofRows, w, width, rows.length);
            float[] entries = Products.product(left, right, rows.length, w, columns.length);
            double[] points = new double[2 * rows.length];
            for (int r = 0; r < rows.length; r++) {
                double centre = 0;
                for (int i = 0; i < w; i++) {
                    centre += (double) left[r * w + i] * own[i * rows.length + r];
                }
                double sum = 0;
                int others = 0;
                for (int c = 0; c < columns.length; c++) {
                    if (columns[c] != rows[r]) {
                        sum += Math.abs(entries[r * columns.length + c]);
                        others++;
                    }
                }
                double radius = sum / Math.max(1, others) * (vocabulary - 1);
                points[2 * r] = centre - radius;
                points[2 * r + 1] = centre + radius;
            }
            return OvFamily.outliers(points);
        }
    }

    /** Points more than 1.5 interquartile ranges beyond the quartiles. */
    static int outliers(double[] points) {
        double low = Quantiles.quantile(points, 0.25);
        double high = Quantiles.quantile(points, 0.75);
        double reach = WHISKER * (high - low);
        return (int) Arrays.stream(points)
                .filter(point -> point < low - reach || point > high + reach)
                .count();
    }

    /** The sum of the two ranks, turned so that more is better; equal values share their mean rank. */
    static double[] scores(double[] traces, double[] outliers) {
        double[] scores = new double[traces.length];
        for (int h = 0; h < scores.length; h++) {
            double sum = 0;
            for (int other = 0; other < scores.length; other++) {
                sum += Math.signum(Math.abs(traces[h]) - Math.abs(traces[other]));
                sum += Math.signum(outliers[other] - outliers[h]);
            }
            // from -2 (n - 1), last in both, to 2 (n - 1)
            scores[h] = 0.5 + sum / (4.0 * Math.max(1, scores.length - 1));
        }
        return scores;
    }
}
