package io.plumbline.scoring.profile;

import io.plumbline.model.HeadId;
import java.util.Objects;

/**
 * One copying head's external context score in the token score. Low context use is suspect, so weights are mostly negative.
 *
 * @param head the head
 * @param scaling of its score
 * @param weight points for each scaled unit
 */
public record HeadWeight(HeadId head, Scaling scaling, double weight) {
    public HeadWeight {
        Objects.requireNonNull(head, "head is null");
        Objects.requireNonNull(scaling, "scaling is null");
        Checks.finite("weight", weight);
    }
}
