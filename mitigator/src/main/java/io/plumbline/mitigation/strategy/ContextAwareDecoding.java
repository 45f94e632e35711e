package io.plumbline.mitigation.strategy;

import java.util.OptionalDouble;

/**
 * Context-aware decoding (Shi et al., arXiv 2305.14739): next-token logits {@code (1 + alpha) · with - alpha · without}, with
 * and without the passages in the prompt.
 *
 * @param alpha weight of the contrast, not negative; 0 is plain greedy
 * @param floor tokens less likely than this share of the likeliest, with context, are never written (adaptive plausibility,
 *     Li et al., arXiv 2210.15097); empty for none, as the authors
 * @param source where the settings come from
 */
public record ContextAwareDecoding(double alpha, OptionalDouble floor, String source) implements Strategy {
    public ContextAwareDecoding {
        Checks.notNegative("alpha", alpha);
        Checks.floor(floor);
        Checks.notBlank("source", source);
    }

    @Override
    public String title() {
        return "cad";
    }
}
