package io.plumbline.scoring.profile;

import java.util.Objects;

/**
 * One knowledge FFN's parametric knowledge score in the token score.
 *
 * @param layer zero-based
 * @param scaling of its score, nats
 * @param weight points for each scaled unit
 */
public record LayerWeight(int layer, Scaling scaling, double weight) {
    public LayerWeight {
        Objects.requireNonNull(scaling, "scaling is null");
        Checks.atLeast("layer", layer, 0);
        Checks.finite("weight", weight);
    }
}
