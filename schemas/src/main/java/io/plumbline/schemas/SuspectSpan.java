package io.plumbline.schemas;

import java.util.List;

/**
 * Words of a response that the passages do not carry.
 *
 * @param start first code point in the response
 * @param end code point after the last
 * @param probability score of the span on the scale the profile declares, 0 to 1
 * @param causes why
 * @param evidence what was read while the span was written, strongest first
 */
public record SuspectSpan(int start, int end, double probability, List<Cause> causes, List<Evidence> evidence) {
    public SuspectSpan {
        Checks.span(start, end);
        Checks.unit("probability", probability);
        causes = List.copyOf(causes);
        evidence = List.copyOf(evidence);
    }
}
