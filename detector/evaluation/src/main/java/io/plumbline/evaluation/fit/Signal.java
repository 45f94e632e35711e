package io.plumbline.evaluation.fit;

import io.plumbline.model.HeadId;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Features that share one coefficient: the mean of their scaled values, turned so that more is more suspect. Heads of one kind
 * are such a group: few labels can weigh a kind, not each head.
 *
 * @param kind of the features
 * @param features at least one
 * @param sign 1 where a high value is suspect by the feature's definition, -1 where a low one is
 */
public record Signal(FeatureKind kind, List<Feature> features, int sign) {
    public Signal {
        Objects.requireNonNull(kind, "kind is null");
        features = List.copyOf(features);
        if (features.isEmpty() || (sign != 1 && sign != -1)) {
            throw new IllegalArgumentException(kind + " with features " + features + " and sign " + sign);
        }
    }

    /** Of a kind that has one value a token. */
    public static Signal of(FeatureKind kind) {
        return new Signal(kind, List.of(Feature.of(kind)), sign(kind));
    }

    /** Of several heads. */
    public static Signal ofHeads(FeatureKind kind, List<HeadId> heads) {
        return new Signal(
                kind, heads.stream().map(head -> Feature.of(kind, head)).toList(), sign(kind));
    }

    /** Of several layers. */
    public static Signal ofLayers(FeatureKind kind, List<Integer> layers) {
        return new Signal(
                kind, layers.stream().map(layer -> Feature.of(kind, layer)).toList(), sign(kind));
    }

    /** Where a high value is suspect: what a feature's definition says, before any label is seen. */
    static int sign(FeatureKind kind) {
        return switch (kind) {
            case ECS, CONTEXT_MASS, CONTEXT_SHARE, RELIANCE, COVER, CONTEXT_GAIN -> -1;
            default -> 1;
        };
    }

    /** All features of some signals. */
    public static List<Feature> features(List<Signal> signals) {
        List<Feature> all = new ArrayList<>();
        signals.forEach(signal -> all.addAll(signal.features()));
        return all;
    }
}
