package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import java.util.List;
import java.util.Objects;

/**
 * A suspect part of the answer.
 *
 * @param span UTF-16 units of the answer, snapped to words
 * @param probability largest token probability inside
 * @param causes see {@link Causes}; an open set, never empty
 * @param evidence what the copying heads read while this was written, strongest first; may be empty
 */
public record FlaggedSpan(CharSpan span, double probability, List<String> causes, List<Evidence> evidence) {
    public FlaggedSpan {
        Objects.requireNonNull(span, "span is null");
        Rounding.checkProbability("probability", probability);
        causes = List.copyOf(causes);
        evidence = List.copyOf(evidence);
        if (causes.isEmpty()) {
            throw new IllegalArgumentException("a flagged span needs a cause; " + Causes.UNATTRIBUTED + " is one");
        }
    }
}
