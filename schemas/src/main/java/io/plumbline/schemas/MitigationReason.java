package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a mitigation was declined or failed, or a candidate was not taken; the schema lists the values of this version. An open
 * set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record MitigationReason(@JsonValue String name) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MitigationReason {
        Checks.code("reason", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
