package io.plumbline.scoring;

import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.profile.DriftReference;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The numbers of a verdict whose distribution is watched: {@value #PROBABILITY}, {@value #SCORE}, {@value #RESPONSE_TOKENS},
 * {@value #CONTEXT_TOKENS}, and for each kind of feature the profile weighs, under its
 * {@link io.plumbline.scoring.feature.FeatureKind#label label}, the mean over the answer's tokens. No label is needed for any.
 */
public final class DriftSignals {
    /** {@link Verdict#probability()}. */
    public static final String PROBABILITY = DriftReference.PROBABILITY;

    /** {@link Verdict#score()}. */
    public static final String SCORE = "score";

    /** {@link Verdict#responseTokens()}. */
    public static final String RESPONSE_TOKENS = "response-tokens";

    /** {@link Verdict#contextTokens()}. */
    public static final String CONTEXT_TOKENS = "context-tokens";

    private DriftSignals() {}

    /** The signals of one answer by name; a kind that is defined at none of its tokens is left out. */
    public static SortedMap<String, Double> of(Verdict verdict) {
        SortedMap<String, Double> signals = verdict.tokens().stream()
                .flatMap(token -> token.signals().entrySet().stream())
                .collect(Collectors.groupingBy(
                        signal -> signal.getKey().label(),
                        TreeMap::new,
                        Collectors.averagingDouble(Map.Entry::getValue)));
        signals.put(PROBABILITY, verdict.probability());
        signals.put(SCORE, verdict.score());
        signals.put(RESPONSE_TOKENS, (double) verdict.responseTokens());
        signals.put(CONTEXT_TOKENS, (double) verdict.contextTokens());
        return Collections.unmodifiableSortedMap(signals);
    }

    /** Every name that a verdict of the profile can give. */
    public static SortedSet<String> names(Profile profile) {
        SortedSet<String> names = new TreeSet<>(List.of(PROBABILITY, SCORE, RESPONSE_TOKENS, CONTEXT_TOKENS));
        for (Feature feature : profile.features()) {
            names.add(feature.kind().label());
        }
        return Collections.unmodifiableSortedSet(names);
    }

    /**
     * How the signals are distributed over the verdicts, as {@value DriftReference#POINTS} quantiles of type 7. A signal that
     * fewer answers than that have is left out: its quantiles would be made up.
     *
     * @param verdicts of the profile's calibration answers, in any order; some hundreds make a reference worth having
     */
    public static DriftReference reference(List<Verdict> verdicts) {
        SortedMap<String, List<Double>> values = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            of(verdict).forEach((name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(value));
        }
        values.values().removeIf(list -> list.size() < DriftReference.POINTS);
        SortedMap<String, List<Double>> quantiles = new TreeMap<>();
        values.forEach((name, list) -> quantiles.put(name, quantiles(list)));
        return new DriftReference(quantiles);
    }

    private static List<Double> quantiles(List<Double> values) {
        double[] sample = values.stream().mapToDouble(Double::doubleValue).toArray();
        List<Double> quantiles = new ArrayList<>();
        double last = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < DriftReference.POINTS; i++) {
            // two interpolations of one line may differ in the last bit, and quantiles must not fall
            last = Math.max(last, Quantiles.quantile(sample, i / (DriftReference.POINTS - 1.0)));
            quantiles.add(last);
        }
        return quantiles;
    }
}
