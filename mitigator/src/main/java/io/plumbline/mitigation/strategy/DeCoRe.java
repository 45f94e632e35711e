package io.plumbline.mitigation.strategy;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Decoding by contrasting retrieval heads (Gema et al., arXiv 2410.18860): next-token scores {@code (1 + alpha) · log p -
 * alpha · log p'}, p' of the same model without its retrieval heads. What has only the heads to stand on is preferred.
 *
 * @param mask what the contrast lacks
 * @param weight alpha of each step
 * @param floor tokens less likely than this share of the likeliest are never written (adaptive plausibility, Li et al., arXiv
 *     2210.15097); empty for none, as the authors. Their entropy variant has weights up to ln of the vocabulary, where the
 *     contrast alone decides
 * @param lite whether the contrast is a second, smaller model, with heads of its own in {@code mask}
 * @param source where heads and constants come from
 */
public record DeCoRe(HeadMask mask, ContrastWeight weight, OptionalDouble floor, boolean lite, String source)
        implements Strategy {
    public DeCoRe {
        Objects.requireNonNull(mask, "mask is null");
        Objects.requireNonNull(weight, "weight is null");
        Checks.floor(floor);
        Checks.notBlank("source", source);
    }

    @Override
    public String title() {
        return "decore-" + weight.label() + (lite ? "-lite" : "");
    }
}
