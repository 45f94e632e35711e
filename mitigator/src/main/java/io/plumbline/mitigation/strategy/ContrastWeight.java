package io.plumbline.mitigation.strategy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalDouble;

/** How strongly a step is contrasted: alpha from the two predictions. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContrastWeight.Static.class, name = "static"),
    @JsonSubTypes.Type(value = ContrastWeight.Entropy.class, name = "entropy"),
    @JsonSubTypes.Type(value = ContrastWeight.EntropyGain.class, name = "entropy-gain")
})
public sealed interface ContrastWeight {
    /**
     * Alpha of a step.
     *
     * @param base logits of the whole model
     * @param contrast logits of the contrast
     */
    double alpha(float[] base, float[] contrast);

    /** For titles. */
    String label();

    /** The same for every step; the authors' configuration has 0.5. */
    record Static(double alpha) implements ContrastWeight {
        public Static {
            Checks.notNegative("alpha", alpha);
        }

        @Override
        public double alpha(float[] base, float[] contrast) {
            return alpha;
        }

        @Override
        public String label() {
            return "static";
        }
    }

    /**
     * Entropy of the whole model's prediction, nats.
     *
     * @param scaled divided by the logarithm of the vocabulary, so that it lies in [0, 1]
     * @param cap largest alpha; empty for none
     */
    record Entropy(boolean scaled, OptionalDouble cap) implements ContrastWeight {
        public Entropy {
            checkCap(cap);
        }

        @Override
        public double alpha(float[] base, float[] contrast) {
            double entropy = Softmax.entropy(base);
            return capped(scaled ? entropy / StrictMath.log(base.length) : entropy, cap);
        }

        @Override
        public String label() {
            return scaled ? "scaled-entropy" : "entropy";
        }
    }

    /**
     * Entropy of the contrast minus that of the whole model, nats. Negative where the heads make the model less sure, which
     * turns the contrast round, as in the authors' code.
     *
     * @param cap largest alpha; empty for none
     */
    record EntropyGain(OptionalDouble cap) implements ContrastWeight {
        public EntropyGain {
            checkCap(cap);
        }

        @Override
        public double alpha(float[] base, float[] contrast) {
            return capped(Softmax.entropy(contrast) - Softmax.entropy(base), cap);
        }

        @Override
        public String label() {
            return "entropy-gain";
        }
    }

    private static void checkCap(OptionalDouble cap) {
        cap.ifPresent(value -> Checks.notNegative("cap", value));
    }

    private static double capped(double alpha, OptionalDouble cap) {
        return Math.min(alpha, cap.orElse(Double.POSITIVE_INFINITY));
    }
}
