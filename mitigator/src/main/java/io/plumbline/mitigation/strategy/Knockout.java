package io.plumbline.mitigation.strategy;

import java.util.Objects;

/**
 * Decodes with heads knocked out: without its retrieval heads a model cannot copy from the context, so this repairs nothing.
 * It is the arm that shows what the heads do.
 *
 * @param mask which heads, how and where
 * @param source where the heads come from
 */
public record Knockout(HeadMask mask, String source) implements Strategy {
    public Knockout {
        Objects.requireNonNull(mask, "mask is null");
        Checks.notBlank("source", source);
    }

    @Override
    public String title() {
        return "knockout";
    }
}
