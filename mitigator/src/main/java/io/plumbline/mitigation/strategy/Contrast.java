package io.plumbline.mitigation.strategy;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Two predictions made one. Works on logits: those and log-probabilities differ by one number for each row, which neither the
 * likeliest token nor a softmax sees. With alpha 0 the result is {@code base}, bit by bit.
 *
 * @param weight alpha
 * @param floor tokens below this share of the base's largest probability become impossible
 */
record Contrast(ContrastWeight weight, OptionalDouble floor) {
    Contrast {
        Objects.requireNonNull(weight, "weight is null");
        Checks.floor(floor);
    }

    /** {@code (1 + alpha) · base - alpha · contrast}, one for each token. */
    float[] combine(float[] base, float[] contrast) {
        if (base.length != contrast.length) {
            throw new IllegalArgumentException(base.length + " and " + contrast.length + " tokens");
        }
        double alpha = weight.alpha(base, contrast);
        double least =
                floor.isPresent() ? Softmax.max(base) + StrictMath.log(floor.getAsDouble()) : Double.NEGATIVE_INFINITY;
        float[] combined = new float[base.length];
        for (int token = 0; token < combined.length; token++) {
            combined[token] = base[token] < least
                    ? Float.NEGATIVE_INFINITY
                    : (float) ((1 + alpha) * base[token] - alpha * contrast[token]);
        }
        return combined;
    }
}
