package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why no judgement could be made. An open set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record UnavailableCode(@JsonValue String name) {
    /** The event does not follow its schema. */
    public static final UnavailableCode INVALID = new UnavailableCode("INVALID");

    /** The profile asked for is not loaded. */
    public static final UnavailableCode UNKNOWN_PROFILE = new UnavailableCode("UNKNOWN_PROFILE");

    /** The model failed, also after retries. */
    public static final UnavailableCode ENGINE_FAILURE = new UnavailableCode("ENGINE_FAILURE");

    /** The model failed too often lately and was not asked. */
    public static final UnavailableCode CIRCUIT_OPEN = new UnavailableCode("CIRCUIT_OPEN");

    /** A defect. */
    public static final UnavailableCode INTERNAL = new UnavailableCode("INTERNAL");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public UnavailableCode {
        Checks.code("code", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
