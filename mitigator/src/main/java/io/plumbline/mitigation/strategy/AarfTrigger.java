package io.plumbline.mitigation.strategy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Objects;

/** When AARF has a step run again. Decided from the unchanged run, before a token is chosen. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AarfTrigger.Always.class, name = "always"),
    @JsonSubTypes.Type(value = AarfTrigger.ProfileScore.class, name = "profile"),
    @JsonSubTypes.Type(value = AarfTrigger.Redeep.class, name = "redeep")
})
public sealed interface AarfTrigger {
    /** Every step runs again: what the changes are worth without a rule that says when. */
    record Always() implements AarfTrigger {}

    /**
     * The detector's own calibrated probability of the token to come reaches {@code threshold}. Needs a profile whose token
     * rule weighs only what is known before the token is written: attention and logit lens are, the token's likelihood, its
     * words and what stands at the same place in the context are not. Smoothing reaches back only.
     *
     * @param threshold probability, in [0, 1]; 0 always triggers
     */
    record ProfileScore(double threshold) implements AarfTrigger {
        public ProfileScore {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("threshold " + threshold + " is not in [0, 1]");
            }
        }
    }

    /**
     * ReDeEP's own rule with constants fitted elsewhere: {@code H = K' - ecsWeight · E'}, and {@code H'} above {@code
     * threshold}; a prime scales by the range and does not clip. E aggregates the external context scores of the heads, K the
     * parametric knowledge scores of the layers: sums in {@code STRICT}, as the ranges are fitted; means in {@code LEGACY}, as
     * the authors' code feeds them against ranges of sums, with scores in the unit of their logs.
     *
     * @param heads whose external context score counts; not empty
     * @param layers whose parametric knowledge score counts; not empty
     * @param ecs range of E
     * @param pks range of K
     * @param ecsWeight the paper's beta
     * @param total range of H
     * @param threshold the paper's tau
     */
    record Redeep(
            List<HeadId> heads,
            List<Integer> layers,
            Range ecs,
            Range pks,
            double ecsWeight,
            Range total,
            double threshold)
            implements AarfTrigger {
        public Redeep {
            heads = Checks.heads(heads);
            layers = List.copyOf(layers);
            Checks.distinct("layer", layers);
            layers.forEach(layer -> Checks.atLeast("layer", layer, 0));
            if (heads.isEmpty() || layers.isEmpty()) {
                throw new IllegalArgumentException("ReDeEP's rule needs heads and layers: " + heads + ", " + layers);
            }
            Objects.requireNonNull(ecs, "ecs is null");
            Objects.requireNonNull(pks, "pks is null");
            Objects.requireNonNull(total, "total is null");
            Checks.finite("ecsWeight", ecsWeight);
            Checks.finite("threshold", threshold);
        }

        /** H' from E and K. */
        double score(double e, double k) {
            return total.scale(pks.scale(k) - ecsWeight * ecs.scale(e));
        }
    }

    /** Minimum and maximum of a fitted score. */
    record Range(double min, double max) {
        public Range {
            Checks.finite("min", min);
            Checks.finite("max", max);
            if (min >= max) {
                throw new IllegalArgumentException("an empty range: " + min + " to " + max);
            }
        }

        /** 0 at the minimum, 1 at the maximum, and on beyond. */
        double scale(double value) {
            return (value - min) / (max - min);
        }
    }
}
