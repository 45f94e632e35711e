package io.plumbline.scoring.profile;

import java.util.Objects;

/**
 * A further feature in the token score.
 *
 * @param feature which
 * @param scaling of its value
 * @param weight points for each scaled unit
 */
public record ExtraWeight(ExtraFeature feature, Scaling scaling, double weight) {
    public ExtraWeight {
        Objects.requireNonNull(feature, "feature is null");
        Objects.requireNonNull(scaling, "scaling is null");
        Checks.finite("weight", weight);
    }
}
