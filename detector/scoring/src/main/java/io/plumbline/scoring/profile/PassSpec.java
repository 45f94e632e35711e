package io.plumbline.scoring.profile;

import java.util.Objects;

/**
 * One pass that a profile needs.
 *
 * @param id names the pass inside the profile
 * @param variant what is rendered
 */
public record PassSpec(String id, RenderVariant variant) {
    public static final PassSpec WITH_CONTEXT = new PassSpec("context", RenderVariant.WITH_CONTEXT);

    /** The same prompt with no passage in it; short, since the passages are most of a prompt. */
    public static final PassSpec WITHOUT_CONTEXT = new PassSpec("no-context", RenderVariant.WITHOUT_CONTEXT);

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
