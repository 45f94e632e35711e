package io.plumbline.scoring.feature;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plumbline.model.HeadId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One column: written {@code kind}, {@code kind:layer-head} or {@code kind:layer}, for example {@code nll},
 * {@code share:17-3}, {@code pks:20}.
 *
 * @param kind of what
 * @param head present iff the kind is one of heads
 * @param layer present iff the kind is one of layers
 */
public record Feature(FeatureKind kind, Optional<HeadId> head, Optional<Integer> layer) implements Comparable<Feature> {
    private static final Comparator<Feature> ORDER = Comparator.comparing(Feature::kind)
            .thenComparing(f -> f.head().orElse(new HeadId(0, 0)))
            .thenComparing(f -> f.layer().orElse(0));

    public Feature {
        Objects.requireNonNull(kind, "kind is null");
        if (head.isPresent() != (kind.scope() == FeatureKind.Scope.HEAD)
                || layer.isPresent() != (kind.scope() == FeatureKind.Scope.LAYER)) {
            throw new IllegalArgumentException(kind + " with head " + head + " and layer " + layer);
        }
        if (layer.isPresent() && layer.get() < 0) {
            throw new IllegalArgumentException("layer " + layer.get());
        }
    }

    public static Feature of(FeatureKind kind) {
        return new Feature(kind, Optional.empty(), Optional.empty());
    }

    public static Feature of(FeatureKind kind, HeadId head) {
        return new Feature(kind, Optional.of(head), Optional.empty());
    }

    public static Feature of(FeatureKind kind, int layer) {
        return new Feature(kind, Optional.empty(), Optional.of(layer));
    }

    /** Reads what {@link #toString} writes. */
    @JsonCreator
    public static Feature parse(String text) {
        int colon = text.indexOf(':');
        String label = colon < 0 ? text : text.substring(0, colon);
        FeatureKind kind = Arrays.stream(FeatureKind.values())
                .filter(k -> k.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature '" + label + "'; there are "
                        + Arrays.stream(FeatureKind.values())
                                .map(FeatureKind::label)
                                .collect(Collectors.joining(", "))));
        String place = colon < 0 ? "" : text.substring(colon + 1);
        if (place.isEmpty() != (kind.scope() == FeatureKind.Scope.TOKEN)) {
            throw new IllegalArgumentException("a feature of a " + kind.scope() + ", written as " + text);
        }
        return switch (kind.scope()) {
            case TOKEN -> of(kind);
            case HEAD -> of(kind, HeadId.parse(place));
            case LAYER -> of(kind, layer(text, place));
        };
    }

    private static int layer(String text, String place) {
        try {
            return Integer.parseInt(place);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a feature of a layer is written pks:20; got " + text, e);
        }
    }

    @Override
    public int compareTo(Feature other) {
        return ORDER.compare(this, other);
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (kind.scope()) {
            case TOKEN -> kind.label();
            case HEAD -> kind.label() + ":" + head.orElseThrow();
            case LAYER -> kind.label() + ":" + layer.orElseThrow();
        };
    }
}
