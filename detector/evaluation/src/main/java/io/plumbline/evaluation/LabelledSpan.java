package io.plumbline.evaluation;

import io.plumbline.model.CharSpan;
import java.util.Objects;
import java.util.Set;

/**
 * A part of an answer that somebody marked as not supported.
 *
 * @param span UTF-16 units of the response; not empty
 * @param type as the set names the kind of error; empty where it names none
 * @param flags what else the set says of the span, such as {@code implicit_true}
 */
public record LabelledSpan(CharSpan span, String type, Set<String> flags) {
    public LabelledSpan {
        Objects.requireNonNull(type, "type is null");
        flags = Set.copyOf(flags);
        if (span.isEmpty()) {
            throw new IllegalArgumentException("a labelled span is empty: " + span);
        }
    }
}
