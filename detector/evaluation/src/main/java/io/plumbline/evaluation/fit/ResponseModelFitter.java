package io.plumbline.evaluation.fit;

import io.plumbline.scoring.TokenCombination;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.ResponseRule;
import io.plumbline.scoring.profile.ResponseTerm;
import io.plumbline.scoring.profile.ResponseTerm.Aggregation;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Fits the answer's score from aggregates of token scores and means of signals, for transfer: sets weigh the same, both classes
 * weigh the same within a set, and then, in a few rounds, sets that fare worse than the others weigh more (a worst-group
 * objective, after Sagawa et al. 2020). An average over sets would sell one kind of error for another.
 */
final class ResponseModelFitter {
    private static final double TOP = 0.1;
    private static final double RIDGE = 20;
    private static final int GROUP_ROUNDS = 3;
    private static final double GROUP_STEP = 3;
    private static final double LOW = 0.25;
    private static final double HIGH = 0.75;
    private static final double LEAST_SPREAD = 1e-6;

    private final TokenRule token;
    private final List<Signal> means;
    private final Scalings scalings;
    private final Map<String, List<TrainingRow>> sets;

    /** @param means signals whose mean over the answer is a term of its own */
    ResponseModelFitter(TokenRule token, List<Signal> means, Scalings scalings, List<TrainingRow> rows) {
        this.token = token;
        this.means = means;
        this.scalings = scalings;
        this.sets =
                rows.stream().collect(Collectors.groupingBy(r -> r.example().set(), TreeMap::new, Collectors.toList()));
    }

    private record OfTokens(Aggregation aggregation, double fraction) {}

    private List<OfTokens> aggregates() {
        return token.terms().isEmpty()
                ? List.of()
                : List.of(
                        new OfTokens(Aggregation.MAX, 1),
                        new OfTokens(Aggregation.TOP_MEAN, TOP),
                        new OfTokens(Aggregation.MEAN, 1));
    }

    ResponseRule fit() {
        Map<String, double[][]> raw = new LinkedHashMap<>();
        sets.forEach(
                (set, rows) -> raw.put(set, rows.stream().map(this::aggregate).toArray(double[][]::new)));
        int columns = aggregates().size() + means.size();
        Scaling[] scales = new Scaling[columns];
        for (int c = 0; c < columns; c++) {
            int column = c;
            double[] values = raw.values().stream()
                    .flatMap(Arrays::stream)
                    .mapToDouble(row -> row[column])
                    .toArray();
            double spread = Quantiles.quantile(values, HIGH) - Quantiles.quantile(values, LOW);
            scales[c] = new Scaling(Quantiles.median(values), spread < LEAST_SPREAD ? 1 : spread);
        }
        return rule(weigh(raw, scales), scales);
    }

    private double[] aggregate(TrainingRow row) {
        double[] scores = TokenCombination.tokenScores(token, row.table(), row.contextTokens());
        List<Double> values = new ArrayList<>();
        for (OfTokens of : aggregates()) {
            values.add(TokenCombination.aggregate(scores, of.aggregation(), of.fraction()));
        }
        for (Signal signal : means) {
            values.add(mean(signal, row));
        }
        return values.stream().mapToDouble(v -> v).toArray();
    }

    /** As the rule will compute it: each feature's mean where it is defined, then the mean over features. */
    private double mean(Signal signal, TrainingRow row) {
        double sum = 0;
        for (Feature feature : signal.features()) {
            float[] column = row.table().column(feature);
            double[] scaled = new double[column.length];
            for (int t = 0; t < scaled.length; t++) {
                scaled[t] = Float.isNaN(column[t])
                        ? Double.NaN
                        : scalings.of(feature).apply(column[t], row.contextTokens(), t);
            }
            sum += TokenCombination.aggregate(scaled, Aggregation.MEAN, 1);
        }
        return signal.sign() * sum / signal.features().size();
    }

    private double[] weigh(Map<String, double[][]> raw, Scaling[] scales) {
        List<double[]> rows = new ArrayList<>();
        List<Boolean> labels = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        List<Double> balance = new ArrayList<>();
        raw.forEach((set, values) -> {
            List<TrainingRow> of = sets.getOrDefault(set, List.of());
            long positives = of.stream().filter(TrainingRow::hallucinated).count();
            for (int i = 0; i < values.length; i++) {
                double[] scaled = new double[scales.length];
                for (int c = 0; c < scaled.length; c++) {
                    scaled[c] = scales[c].apply(values[i][c], 1, 0);
                }
                boolean positive = of.get(i).hallucinated();
                rows.add(scaled);
                labels.add(positive);
                groups.add(set);
                balance.add(0.5 / Math.max(1, positive ? positives : of.size() - positives));
            }
        });
        boolean[] flags = new boolean[labels.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = labels.get(i);
        }
        double[][] design = rows.toArray(double[][]::new);
        Map<String, Double> groupWeights = new TreeMap<>();
        sets.keySet().forEach(set -> groupWeights.put(set, 1.0));
        double[] beta = new double[0];
        for (int round = 0; round <= GROUP_ROUNDS; round++) {
            double[] weights = new double[flags.length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = balance.get(i) * groupWeights.getOrDefault(groups.get(i), 1.0);
            }
            double total = Arrays.stream(weights).sum();
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= weights.length / total;
            }
            beta = SignedLogistic.fit(design, flags, weights, RIDGE);
            reweigh(groupWeights, beta, design, flags, groups, balance);
        }
        return beta;
    }

    private static void reweigh(
            Map<String, Double> groupWeights,
            double[] beta,
            double[][] design,
            boolean[] flags,
            List<String> groups,
            List<Double> balance) {
        Map<String, Double> losses = new TreeMap<>();
        for (int i = 0; i < flags.length; i++) {
            double margin = SignedLogistic.margin(beta, design[i]);
            double signed = flags[i] ? -margin : margin;
            double loss = Math.max(0, signed) + StrictMath.log1p(StrictMath.exp(-Math.abs(signed)));
            losses.merge(groups.get(i), balance.get(i) * loss, Double::sum);
        }
        double mean = losses.values().stream().mapToDouble(l -> l).average().orElse(0);
        losses.forEach(
                (set, loss) -> groupWeights.merge(set, StrictMath.exp(GROUP_STEP * (loss - mean)), (a, b) -> a * b));
    }

    private ResponseRule rule(double[] beta, Scaling[] scales) {
        List<ResponseTerm> terms = new ArrayList<>();
        double intercept = beta[beta.length - 1];
        for (int c = 0; c < scales.length; c++) {
            double weight = beta[c] / scales[c].scale();
            intercept -= weight * scales[c].center();
            if (beta[c] == 0) {
                continue;
            }
            if (c < aggregates().size()) {
                OfTokens of = aggregates().get(c);
                terms.add(ResponseTerm.ofTokenScore(of.aggregation(), of.fraction(), weight));
            } else {
                Signal signal = means.get(c - aggregates().size());
                for (Feature feature : signal.features()) {
                    terms.add(new ResponseTerm(
                            Optional.of(feature),
                            scalings.of(feature),
                            Aggregation.MEAN,
                            1,
                            signal.sign() * weight / signal.features().size()));
                }
            }
        }
        if (terms.isEmpty()) {
            throw new UnfitException(
                    "no signal tells the hallucinated training answers from the supported ones; more or other labels are"
                            + " needed");
        }
        return new ResponseRule(terms, intercept);
    }
}
