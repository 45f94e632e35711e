package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why no judgement was made although nothing failed. An open set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record AbstentionReason(@JsonValue String name) {
    /** The event has no passage to stand on. */
    public static final AbstentionReason NO_CONTEXT = new AbstentionReason("NO_CONTEXT");

    /** The event exceeds a token or window limit. */
    public static final AbstentionReason TOO_LONG = new AbstentionReason("TOO_LONG");

    /** The detector had no capacity in time: by the declared rule for its source the event was left out. */
    public static final AbstentionReason SHED = new AbstentionReason("SHED");

    /** By the declared rule for its source only a share of the events is judged, and this one is not of it. */
    public static final AbstentionReason NOT_SAMPLED = new AbstentionReason("NOT_SAMPLED");

    /** There is no word to judge. */
    public static final AbstentionReason EMPTY_RESPONSE = new AbstentionReason("EMPTY_RESPONSE");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AbstentionReason {
        Checks.code("abstention reason", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
