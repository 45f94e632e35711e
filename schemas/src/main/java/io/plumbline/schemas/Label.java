package io.plumbline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a response is judged to be. An open set: readers keep values they do not know.
 *
 * @param name upper case, digits and underscores, at most 64 characters
 */
public record Label(@JsonValue String name) {
    /** Every statement is carried by the passages, as far as the profile can tell. */
    public static final Label SUPPORTED = new Label("SUPPORTED");

    /** The probability reached the profile's threshold. */
    public static final Label HALLUCINATED = new Label("HALLUCINATED");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Label {
        Checks.code("label", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
