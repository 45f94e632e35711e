package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.scoring.feature.FeatureKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * One token of the answer, seen from the position that predicts it.
 *
 * @param span UTF-16 units of the answer; tokens that share one character share its span
 * @param probability calibrated probability that the token is not supported
 * @param signals for each kind of feature the profile weighs its mean over the profile's heads or layers, in the kind's unit;
 *     kinds that are not defined at this token are left out
 */
public record TokenScore(CharSpan span, double probability, Map<FeatureKind, Double> signals) {
    public TokenScore {
        Objects.requireNonNull(span, "span is null");
        Rounding.checkProbability("probability", probability);
        Map<FeatureKind, Double> copy = new EnumMap<>(FeatureKind.class);
        copy.putAll(signals);
        signals = Collections.unmodifiableMap(copy);
        signals.forEach((kind, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(kind + " is " + value);
            }
        });
    }
}
