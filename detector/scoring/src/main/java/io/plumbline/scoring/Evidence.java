package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a passage that a span, or the whole answer, stands on: what the profile's copying heads read while it was written, or
 * a sentence that an attribution method named.
 *
 * @param passageId id of the passage
 * @param span UTF-16 units of the passage's text, snapped to words
 * @param weight this part's share of the heads' attention to all passage text, in (0, 1]
 * @param heads the heads that gave it the most, strongest first; none where a method named it
 * @param method the attribution method that named it; its {@code weight} is then the share among all sentences. Empty where the
 *     copying heads read it
 */
public record Evidence(String passageId, CharSpan span, double weight, List<HeadId> heads, Optional<String> method) {
    public Evidence {
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(passageId, "passageId is null");
        Objects.requireNonNull(span, "span is null");
        Rounding.checkProbability("weight", weight);
        heads = List.copyOf(heads);
    }

    /** What copying heads read. */
    public Evidence(String passageId, CharSpan span, double weight, List<HeadId> heads) {
        this(passageId, span, weight, heads, Optional.empty());
    }
}
