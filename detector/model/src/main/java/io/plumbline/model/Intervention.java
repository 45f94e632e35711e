package io.plumbline.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A change made on the way through the model. Interventions on one thing apply in the order of the plan. */
public sealed interface Intervention {
    /** The rows touched. */
    Phase phase();

    /**
     * Replaces the output {@code z} of heads.
     *
     * @param means for {@link KnockoutMode#MEAN} the stand-in for each head, {@code [1 × head width]}; else empty
     */
    record HeadKnockout(List<HeadId> heads, KnockoutMode mode, Phase phase, Map<HeadId, FloatMatrix> means)
            implements Intervention {
        public HeadKnockout {
            heads = Checks.heads(heads);
            means = Map.copyOf(new LinkedHashMap<>(means));
            if ((mode == KnockoutMode.MEAN) != means.keySet().containsAll(heads)) {
                throw new IllegalArgumentException("mode " + mode + " with means for " + means.keySet());
            }
        }

        public HeadKnockout(List<HeadId> heads, KnockoutMode mode, Phase phase) {
            this(heads, mode, phase, Map.of());
        }
    }

    /** Multiplies heads' pattern after softmax, without renormalising: the same as multiplying their output {@code z} (AARF). */
    record HeadScale(List<HeadId> heads, float factor, Phase phase) implements Intervention {
        public HeadScale {
            heads = Checks.heads(heads);
            Checks.factor(factor);
        }
    }

    /**
     * Multiplies heads' pattern on some keys and renormalises: the same as adding {@code ln factor} to the scores of these keys
     * before softmax (attention steering as in PASTA, Zhang et al., arXiv 2311.02262). Applies to the pattern as it is, before
     * any change of the head's output, wherever in the plan it stands; factors on the same key multiply.
     *
     * @param factor above 0; 1 changes nothing
     */
    record KeyScale(List<HeadId> heads, KeySet keys, float factor, Phase phase) implements Intervention {
        public KeyScale {
            heads = Checks.heads(heads);
            Checks.keys(keys);
            Checks.factor(factor);
            if (factor <= 0) {
                throw new IllegalArgumentException("factor " + factor + " on keys must be above 0");
            }
        }
    }

    /** Multiplies what a layer's FFN adds to the residual stream (AARF). */
    record FfnScale(int layer, float factor, Phase phase) implements Intervention {
        public FfnScale {
            Checks.layer(layer);
            Checks.factor(factor);
        }
    }
}
