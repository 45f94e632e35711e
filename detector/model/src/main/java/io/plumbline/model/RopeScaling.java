package io.plumbline.model;

/** How rotary frequencies are stretched beyond the trained context. */
public sealed interface RopeScaling {
    /** Not at all. */
    record None() implements RopeScaling {}

    /** Every position divided by {@code factor}. */
    record Linear(float factor) implements RopeScaling {}

    /** Llama 3.1's band-wise scaling, as in Hugging Face {@code rope_type: llama3}. */
    record Llama3(float factor, float lowFrequencyFactor, float highFrequencyFactor, int originalContextLength)
            implements RopeScaling {}
}
