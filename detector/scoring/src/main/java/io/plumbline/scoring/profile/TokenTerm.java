package io.plumbline.scoring.profile;

import io.plumbline.scoring.feature.Feature;
import java.util.Objects;

/**
 * One feature in the token score.
 *
 * @param feature which
 * @param scaling of its value
 * @param weight points for each scaled unit
 */
public record TokenTerm(Feature feature, Scaling scaling, double weight) {
    public TokenTerm {
        Objects.requireNonNull(feature, "feature is null");
        Objects.requireNonNull(scaling, "scaling is null");
        Checks.finite("weight", weight);
    }
}
