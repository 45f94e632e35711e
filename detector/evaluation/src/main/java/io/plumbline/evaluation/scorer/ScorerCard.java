package io.plumbline.evaluation.scorer;

import java.util.Objects;
import java.util.Optional;

/**
 * Who a scorer is.
 *
 * @param name in tables; unique in a run, not blank
 * @param kind detector or trivial baseline
 * @param description one sentence: what it measures, with which model
 * @param profileId id of the profile it applies; empty for one that applies none
 * @param threshold its frozen threshold; without one there are no decisions, and so no F1
 * @param cacheIdentity names everything the outcomes depend on besides the example (profile id, model hash, build); outcomes
 *     are kept on disk under it. Empty for a scorer that is cheaper than a disk
 */
public record ScorerCard(
        String name,
        Kind kind,
        String description,
        Optional<String> profileId,
        Optional<Threshold> threshold,
        Optional<String> cacheIdentity) {
    /** Tables keep the two apart. */
    public enum Kind {
        DETECTOR,
        /** A score that needs no detector; one that does not beat it has learnt nothing. */
        BASELINE
    }

    public ScorerCard {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(description, "description is null");
        Objects.requireNonNull(threshold, "threshold is null");
        if (name.isBlank()
                || profileId.map(String::isBlank).orElse(false)
                || cacheIdentity.map(String::isBlank).orElse(false)) {
            throw new IllegalArgumentException("a scorer's name or id is blank: name '" + name + "', profile "
                    + profileId + ", cache identity " + cacheIdentity);
        }
    }

    /** A baseline that is computed anew each time and decides nothing. */
    public static ScorerCard baseline(String name, String description) {
        return new ScorerCard(name, Kind.BASELINE, description, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same scorer with a threshold. */
    public ScorerCard withThreshold(Threshold frozen) {
        return new ScorerCard(name, kind, description, profileId, Optional.of(frozen), cacheIdentity);
    }

    /** The same scorer with its outcomes kept on disk. */
    public ScorerCard withCache(String identity) {
        return new ScorerCard(name, kind, description, profileId, threshold, Optional.of(identity));
    }
}
