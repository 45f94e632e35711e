package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Objects;

/**
 * A part of a passage that the profile's copying heads read while a span was written.
 *
 * @param passageId id of the passage
 * @param span UTF-16 units of the passage's text, snapped to words
 * @param weight this part's share of the heads' attention to all passage text, in (0, 1]
 * @param heads the heads that gave it the most, strongest first
 */
public record Evidence(String passageId, CharSpan span, double weight, List<HeadId> heads) {
    public Evidence {
        Objects.requireNonNull(passageId, "passageId is null");
        Objects.requireNonNull(span, "span is null");
        Rounding.checkProbability("weight", weight);
        heads = List.copyOf(heads);
    }
}
