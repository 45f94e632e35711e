package io.plumbline.evaluation;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Calibration;
import io.plumbline.scoring.profile.CauseRule;
import io.plumbline.scoring.profile.ExtraFeature;
import io.plumbline.scoring.profile.ExtraWeight;
import io.plumbline.scoring.profile.HeadWeight;
import io.plumbline.scoring.profile.LayerWeight;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.Provenance;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.statistics.Quantiles;
import io.plumbline.statistics.Ranking;
import io.plumbline.statistics.RobustScale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Fits a first profile. Everything is chosen on {@code train} (heads, layers, scalers, weights, causes) except probability
 * and thresholds, which are fitted on {@code dev}; nothing else is looked at.
 *
 * <ol>
 *   <li>Heads and layers by the macro average, over data sets, of the AUROC of the answer's mean (a head's low ECS, a
 *       layer's high PKS): a head that is good on one set only does not win, and knowing the set does not help.
 *   <li>Robust scalers (median, interquartile range) over the tokens of train.
 *   <li>One logistic regression over four means of an answer (chosen heads' ECS, chosen layers' PKS, negative
 *       log-likelihood, entropy), rows weighted so that every set counts the same and both classes within it. A weight that
 *       comes out with the sign against ReDeEP's reading is set to zero and the rest refitted.
 *   <li>Platt scaling on dev for answers and, where spans are labelled, for tokens; the threshold of the answer is the one
 *       with the best balanced accuracy on dev; the threshold of a token the one that flags {@value #FLAGGED_SUPPORTED} of
 *       the tokens of supported dev answers.
 * </ol>
 */
public final class ProfileFitter {
    private static final double RIDGE = 1;
    private static final double FLAGGED_SUPPORTED = 0.05;
    private static final double LOW_ECS_QUANTILE = 0.25;
    private static final double HIGH_PKS_QUANTILE = 0.75;
    private static final double SMALLEST_SCALE = 1e-6;
    /** Signs ReDeEP gives ECS and PKS; more surprise and more doubt are never read as support. */
    private static final double[] SIGNS = {-1, 1, 1, 1};

    private final List<HeadId> heads;
    private final Set<HeadId> candidates;
    private final List<Integer> layers;
    private final int headCount;
    private final int layerCount;

    /**
     * @param heads candidates, the columns of ECS
     * @param layers candidates, the columns of PKS
     * @param candidates the heads that may be chosen, all of them among {@code heads}
     * @param headCount copying heads to choose
     * @param layerCount knowledge FFNs to choose
     */
    public ProfileFitter(
            List<HeadId> heads, Set<HeadId> candidates, List<Integer> layers, int headCount, int layerCount) {
        this.candidates = Set.copyOf(candidates);
        this.heads = List.copyOf(heads);
        this.layers = List.copyOf(layers);
        this.headCount = headCount;
        this.layerCount = layerCount;
    }

    /** A chosen column with its scaler. */
    private record Chosen(int column, double auroc, Scaling scaling) {}

    /** Fits; see the class. {@code note} and data set names go into the provenance as they are. */
    public Profile fit(
            String name,
            Artifacts artifacts,
            PromptTemplate template,
            List<ExampleFeatures> train,
            List<ExampleFeatures> dev,
            Provenance provenance) {
        List<Chosen> copying = choose(
                train,
                IntStream.range(0, heads.size())
                        .filter(column -> candidates.contains(heads.get(column)))
                        .toArray(),
                ExampleFeatures::ecs,
                -1,
                headCount);
        List<Chosen> knowledge =
                choose(train, IntStream.range(0, layers.size()).toArray(), ExampleFeatures::pks, 1, layerCount);
        Scaling nll = scaling(train, ExampleFeatures::tokens, 0);
        Scaling entropy = scaling(train, ExampleFeatures::tokens, 1);
        double[] weights = weights(train, f -> means(f, copying, knowledge, nll, entropy));
        ToDoubleFunction<ExampleFeatures> answer = f -> dot(weights, means(f, copying, knowledge, nll, entropy));

        double[] scores = dev.stream().mapToDouble(answer).toArray();
        boolean[] labels = labels(dev);
        Calibration.Logistic response = platt(scores, labels);
        double[] probabilities = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = response.probability(scores[i]);
        }
        Calibration.Logistic token = tokenCalibration(dev, weights, copying, knowledge, nll, entropy);
        List<HeadWeight> headWeights = new ArrayList<>();
        for (Chosen chosen : copying) {
            headWeights.add(new HeadWeight(heads.get(chosen.column()), chosen.scaling(), weights[0] / copying.size()));
        }
        List<LayerWeight> layerWeights = new ArrayList<>();
        for (Chosen chosen : knowledge) {
            layerWeights.add(
                    new LayerWeight(layers.get(chosen.column()), chosen.scaling(), weights[1] / knowledge.size()));
        }
        return new ProfileBuilder(name, artifacts, template)
                .heads(headWeights)
                .layers(layerWeights)
                .extras(List.of(
                        new ExtraWeight(ExtraFeature.NEGATIVE_LOG_LIKELIHOOD, nll, weights[2]),
                        new ExtraWeight(ExtraFeature.PREDICTION_ENTROPY, entropy, weights[3])))
                .intercept(weights[4])
                .responseCalibration(response)
                .tokenCalibration(token)
                .threshold(bestBalancedThreshold(probabilities, labels))
                .prevalence(count(labels) / (double) labels.length)
                .causes(causes(train, copying, knowledge))
                .spans(new SpanRule(tokenThreshold(dev, token, weights, copying, knowledge, nll, entropy), 2, 1))
                .provenance(provenance)
                .build();
    }

    private static List<Chosen> choose(
            List<ExampleFeatures> train,
            int[] columns,
            Function<ExampleFeatures, FloatMatrix> matrix,
            int sign,
            int count) {
        Map<String, List<ExampleFeatures>> sets =
                train.stream().collect(Collectors.groupingBy(ExampleFeatures::set, TreeMap::new, Collectors.toList()));
        List<Chosen> all = new ArrayList<>();
        for (int column : columns) {
            double sum = 0;
            for (List<ExampleFeatures> set : sets.values()) {
                double[] scores = set.stream()
                        .mapToDouble(f -> sign * mean(matrix.apply(f), column))
                        .toArray();
                sum += Ranking.auroc(scores, labels(set));
            }
            all.add(new Chosen(column, sum / sets.size(), Scaling.NONE));
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(Chosen::auroc).reversed().thenComparingInt(Chosen::column))
                .limit(count)
                .map(c -> new Chosen(c.column(), c.auroc(), scaling(train, matrix, c.column())))
                .sorted(Comparator.comparingInt(Chosen::column))
                .toList();
    }

    private static Scaling scaling(
            List<ExampleFeatures> train, Function<ExampleFeatures, FloatMatrix> matrix, int column) {
        double[] values = train.stream()
                .flatMapToDouble(f -> doubles(matrix.apply(f).column(column)))
                .toArray();
        RobustScale scale = RobustScale.fit(values);
        return new Scaling(scale.center(), Math.max(scale.scale(), SMALLEST_SCALE));
    }

    private static double[] weights(List<ExampleFeatures> train, Function<ExampleFeatures, double[]> means) {
        double[][] rows = train.stream().map(means).toArray(double[][]::new);
        boolean[] labels = labels(train);
        double[] balance = balance(train);
        boolean[] dropped = new boolean[SIGNS.length];
        while (true) {
            double[][] kept = new double[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                kept[r] = rows[r].clone();
                for (int i = 0; i < dropped.length; i++) {
                    kept[r][i] = dropped[i] ? 0 : kept[r][i];
                }
            }
            double[] beta = LogisticRegression.fit(kept, labels, balance, RIDGE);
            int worst = -1;
            for (int i = 0; i < dropped.length; i++) {
                if (!dropped[i]
                        && beta[i] * SIGNS[i] < 0
                        && (worst < 0 || beta[i] * SIGNS[i] < beta[worst] * SIGNS[worst])) {
                    worst = i;
                }
            }
            if (worst < 0) {
                return beta;
            }
            dropped[worst] = true;
        }
    }

    /** Every set weighs the same, and within a set both classes. The weights sum to the number of rows. */
    private static double[] balance(List<ExampleFeatures> train) {
        Map<String, Integer> cells = new TreeMap<>();
        train.forEach(f -> cells.merge(cell(f), 1, Integer::sum));
        return train.stream()
                .mapToDouble(f -> train.size() / (double) (cells.size() * cells.getOrDefault(cell(f), 1)))
                .toArray();
    }

    private static String cell(ExampleFeatures f) {
        return f.set() + "|" + f.hallucinated();
    }

    private static double[] means(
            ExampleFeatures f, List<Chosen> copying, List<Chosen> knowledge, Scaling nll, Scaling entropy) {
        double[] sums = new double[SIGNS.length];
        for (int t = 0; t < f.length(); t++) {
            double[] at = token(f, t, copying, knowledge, nll, entropy);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += at[i] / f.length();
            }
        }
        return sums;
    }

    private static double[] token(
            ExampleFeatures f, int t, List<Chosen> copying, List<Chosen> knowledge, Scaling nll, Scaling entropy) {
        return new double[] {
            scaledMean(f.ecs(), t, copying),
            scaledMean(f.pks(), t, knowledge),
            nll.apply(f.tokens().at(t, 0)),
            entropy.apply(f.tokens().at(t, 1))
        };
    }

    private static double scaledMean(FloatMatrix matrix, int t, List<Chosen> columns) {
        double sum = 0;
        for (Chosen chosen : columns) {
            sum += chosen.scaling().apply(matrix.at(t, chosen.column()));
        }
        return sum / columns.size();
    }

    private static Calibration.Logistic platt(double[] scores, boolean[] labels) {
        double[][] rows = new double[scores.length][];
        double[] ones = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            rows[i] = new double[] {scores[i]};
            ones[i] = 1;
        }
        double[] beta = LogisticRegression.fit(rows, labels, ones, SMALLEST_SCALE);
        return new Calibration.Logistic(Math.max(0, beta[0]), beta[1]);
    }

    private static Calibration.Logistic tokenCalibration(
            List<ExampleFeatures> dev,
            double[] weights,
            List<Chosen> copying,
            List<Chosen> knowledge,
            Scaling nll,
            Scaling entropy) {
        List<Double> scores = new ArrayList<>();
        List<Boolean> labels = new ArrayList<>();
        for (ExampleFeatures f : dev) {
            for (int t = 0; f.spansLabelled() && t < f.length(); t++) {
                scores.add(dot(weights, token(f, t, copying, knowledge, nll, entropy)));
                labels.add(f.tokens().at(t, 2) > 0);
            }
        }
        boolean[] flags = new boolean[labels.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = labels.get(i);
        }
        return platt(scores.stream().mapToDouble(d -> d).toArray(), flags);
    }

    private static double tokenThreshold(
            List<ExampleFeatures> dev,
            Calibration token,
            double[] weights,
            List<Chosen> copying,
            List<Chosen> knowledge,
            Scaling nll,
            Scaling entropy) {
        double[] supported = dev.stream()
                .filter(f -> !f.hallucinated())
                .flatMapToDouble(f -> IntStream.range(0, f.length())
                        .mapToDouble(
                                t -> token.probability(dot(weights, token(f, t, copying, knowledge, nll, entropy)))))
                .toArray();
        return Quantiles.quantile(supported, 1 - FLAGGED_SUPPORTED);
    }

    private static CauseRule causes(List<ExampleFeatures> train, List<Chosen> copying, List<Chosen> knowledge) {
        double[] ecs =
                train.stream().flatMapToDouble(f -> rawMeans(f.ecs(), copying)).toArray();
        double[] pks = train.stream()
                .flatMapToDouble(f -> rawMeans(f.pks(), knowledge))
                .toArray();
        return new CauseRule(
                Quantiles.quantile(ecs, LOW_ECS_QUANTILE),
                LOW_ECS_QUANTILE,
                Quantiles.quantile(pks, HIGH_PKS_QUANTILE),
                HIGH_PKS_QUANTILE);
    }

    private static DoubleStream rawMeans(FloatMatrix matrix, List<Chosen> columns) {
        return IntStream.range(0, matrix.rows()).mapToDouble(t -> columns.stream()
                .mapToDouble(c -> matrix.at(t, c.column()))
                .average()
                .orElseThrow());
    }

    static double bestBalancedThreshold(double[] probabilities, boolean[] labels) {
        double[] sorted = Arrays.stream(probabilities).sorted().distinct().toArray();
        double best = 0.5;
        double bestAccuracy = -1;
        int positives = count(labels);
        int negatives = labels.length - positives;
        for (int i = 1; i < sorted.length; i++) {
            double threshold = (sorted[i - 1] + sorted[i]) / 2;
            int hits = 0;
            int rejections = 0;
            for (int r = 0; r < labels.length; r++) {
                hits += labels[r] && probabilities[r] >= threshold ? 1 : 0;
                rejections += !labels[r] && probabilities[r] < threshold ? 1 : 0;
            }
            double accuracy = (hits / (double) positives + rejections / (double) negatives) / 2;
            if (accuracy > bestAccuracy) {
                bestAccuracy = accuracy;
                best = threshold;
            }
        }
        return best;
    }

    private static double mean(FloatMatrix matrix, int column) {
        return doubles(matrix.column(column)).average().orElseThrow();
    }

    private static DoubleStream doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
    }

    private static double dot(double[] weights, double[] values) {
        double sum = weights[values.length];
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
        }
        return sum;
    }

    private static boolean[] labels(List<ExampleFeatures> features) {
        boolean[] labels = new boolean[features.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = features.get(i).hallucinated();
        }
        return labels;
    }

    private static int count(boolean[] labels) {
        int count = 0;
        for (boolean label : labels) {
            count += label ? 1 : 0;
        }
        return count;
    }
}
