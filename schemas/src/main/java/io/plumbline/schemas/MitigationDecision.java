package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What became of a mitigation request. An open set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record MitigationDecision(@JsonValue String name) {
    /** The candidate is better by the profile's own scale. */
    public static final MitigationDecision ACCEPTED = new MitigationDecision("ACCEPTED");

    /** The original stands: nothing is better, or nothing was to be done. A result, not a failure. */
    public static final MitigationDecision DECLINED = new MitigationDecision("DECLINED");

    /** It could not be tried to the end. */
    public static final MitigationDecision FAILED = new MitigationDecision("FAILED");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MitigationDecision {
        Checks.code("decision", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
