package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a span is suspect. An open set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record Cause(@JsonValue String name) {
    /** The copying heads hardly used the passages (low external context score). */
    public static final Cause LOW_CONTEXT_USE = new Cause("LOW_CONTEXT_USE");

    /** The knowledge FFNs wrote more than usual (high parametric knowledge score). */
    public static final Cause MEMORY_OVERRIDE = new Cause("MEMORY_OVERRIDE");

    /** No signal alone explains the probability. */
    public static final Cause UNATTRIBUTED = new Cause("UNATTRIBUTED");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Cause {
        Checks.code("cause", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
