package io.plumbline.attribution.planted;

import io.plumbline.model.CharSpan;
import io.plumbline.prompt.RagExample;
import java.util.Objects;

/**
 * An answer whose one sentence of origin is known.
 *
 * @param example one passage; the answer states what one of its sentences states
 * @param sentence that sentence, counted from 0
 * @param value where the answer names the fact: the year, number or name; UTF-16 units of the answer
 */
public record PlantedFact(RagExample example, int sentence, CharSpan value) {
    public PlantedFact {
        Objects.requireNonNull(example, "example is null");
        if (sentence < 0 || value.isEmpty() || value.end() > example.response().length()) {
            throw new IllegalArgumentException("sentence " + sentence + ", value " + value);
        }
    }
}
