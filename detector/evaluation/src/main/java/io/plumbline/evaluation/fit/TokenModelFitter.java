package io.plumbline.evaluation.fit;

import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Fits token scores. Where spans are labelled, tokens have labels. Where only the answer is labelled, a supported answer's tokens
 * are all supported, and of a hallucinated one the most suspect share by the model so far counts as wrong (multiple-instance
 * learning, in a few rounds). Every set weighs the same, and within a set both classes.
 */
final class TokenModelFitter {
    private static final int ROUNDS = 2;
    private static final double WITNESS_SHARE = 0.25;
    /** A set without spans weighs half of one with: its token labels are guesses. */
    private static final double GUESSED_WEIGHT = 0.5;

    private static final double TOTAL_WEIGHT = 500;
    private static final double RIDGE = 0.5;

    private final List<Signal> signals;
    private final Scalings scalings;
    private final List<TrainingRow> rows;
    private final Map<String, List<TrainingRow>> sets;

    TokenModelFitter(List<Signal> signals, Scalings scalings, List<TrainingRow> rows) {
        this.signals = signals;
        this.scalings = scalings;
        this.rows = rows;
        this.sets =
                rows.stream().collect(Collectors.groupingBy(r -> r.example().set(), TreeMap::new, Collectors.toList()));
    }

    /** Token rows that are collected for one fit. */
    private static final class Collected {
        private final List<double[]> rows = new ArrayList<>();
        private final List<Boolean> labels = new ArrayList<>();
        private final List<Double> weights = new ArrayList<>();

        void addSet(List<double[]> values, List<Boolean> flags, double weight) {
            long positives = flags.stream().filter(f -> f).count();
            long negatives = flags.size() - positives;
            for (int i = 0; i < values.size(); i++) {
                rows.add(values.get(i));
                labels.add(flags.get(i));
                weights.add(weight * 0.5 / Math.max(1, flags.get(i) ? positives : negatives));
            }
        }

        double[] fit() {
            double total = weights.stream().mapToDouble(w -> w).sum();
            boolean[] flags = new boolean[labels.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = labels.get(i);
            }
            return SignedLogistic.fit(
                    rows.toArray(double[][]::new),
                    flags,
                    weights.stream().mapToDouble(w -> w * TOTAL_WEIGHT / total).toArray(),
                    RIDGE);
        }
    }

    /** The token rule; empty terms if no set tells which tokens are wrong. */
    TokenRule fit(int smoothing) {
        boolean anySpans = rows.stream().anyMatch(r -> !r.example().labels().isEmpty());
        double[] beta = new double[signals.size() + 1];
        if (!anySpans) {
            // nothing to start multiple-instance learning from: all signals weigh the same
            Arrays.fill(beta, 0, signals.size(), 1.0 / signals.size());
        }
        for (int round = anySpans ? 0 : 1; round <= ROUNDS; round++) {
            Collected collected = new Collected();
            for (List<TrainingRow> set : sets.values()) {
                boolean spans = set.stream().anyMatch(r -> !r.example().labels().isEmpty());
                if (spans || round > 0) {
                    add(set, spans, beta, collected);
                }
            }
            beta = collected.fit();
        }
        return rule(beta, smoothing);
    }

    private void add(List<TrainingRow> set, boolean spans, double[] beta, Collected collected) {
        List<double[]> values = new ArrayList<>();
        List<Boolean> flags = new ArrayList<>();
        for (TrainingRow row : set) {
            double[][] design = design(row);
            if (row.tokensKnown()) {
                for (int t = 0; t < design.length; t++) {
                    values.add(design[t]);
                    flags.add(row.isLabelled(t));
                }
            } else if (!spans) {
                int witnesses = Math.max(1, (int) (WITNESS_SHARE * design.length));
                IntStream.range(0, design.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer t) -> -SignedLogistic.margin(beta, design[t]))
                                .thenComparing(t -> t))
                        .limit(witnesses)
                        .forEach(t -> {
                            values.add(design[t]);
                            flags.add(true);
                        });
            }
        }
        collected.addSet(values, flags, spans ? 1 : GUESSED_WEIGHT);
    }

    private double[][] design(TrainingRow row) {
        double[][] design = new double[row.size()][signals.size()];
        for (int s = 0; s < signals.size(); s++) {
            double[] values = scalings.values(signals.get(s), row);
            for (int t = 0; t < values.length; t++) {
                design[t][s] = values[t];
            }
        }
        return design;
    }

    private TokenRule rule(double[] beta, int smoothing) {
        List<TokenTerm> terms = new ArrayList<>();
        for (int s = 0; s < signals.size(); s++) {
            Signal signal = signals.get(s);
            if (beta[s] > 0) {
                for (Feature feature : signal.features()) {
                    terms.add(new TokenTerm(
                            feature,
                            scalings.of(feature),
                            signal.sign() * beta[s] / signal.features().size()));
                }
            }
        }
        return new TokenRule(terms, beta[signals.size()], smoothing);
    }
}
