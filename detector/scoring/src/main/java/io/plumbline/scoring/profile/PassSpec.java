package io.plumbline.scoring.profile;

import java.util.Objects;

/**
 * One pass that a profile needs. This version runs profiles with exactly one pass with context; context gain adds one
 * without.
 *
 * @param id names the pass inside the profile
 * @param variant what is rendered
 */
public record PassSpec(String id, RenderVariant variant) {
    public static final PassSpec WITH_CONTEXT = new PassSpec("context", RenderVariant.WITH_CONTEXT);

    /** What the prompt holds. */
    public enum RenderVariant {
        WITH_CONTEXT,
        WITHOUT_CONTEXT
    }

    public PassSpec {
        Checks.notBlank("pass id", id);
        Objects.requireNonNull(variant, "variant is null");
    }
}
