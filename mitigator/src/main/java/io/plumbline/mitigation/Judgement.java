package io.plumbline.mitigation;

import java.util.Objects;

/**
 * The judgement that led to a mitigation.
 *
 * @param profileId id of the profile that judged
 * @param probability calibrated probability that the answer is not supported
 * @param threshold from which an answer counts as hallucinated
 */
public record Judgement(String profileId, double probability, double threshold) {
    public Judgement {
        Objects.requireNonNull(profileId, "profileId is null");
        if (!(probability >= 0 && probability <= 1) || !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("probability " + probability + ", threshold " + threshold);
        }
    }
}
