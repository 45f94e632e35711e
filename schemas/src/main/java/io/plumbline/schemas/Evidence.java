package io.plumbline.schemas;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of a passage that words stand on: what the copying heads read, or a sentence that an attribution method named.
 *
 * @param passageId passage of the generation
 * @param start first code point of the range in the passage's text
 * @param end code point after the last
 * @param weight share of the copying heads' attention that fell on this range, or the sentence's share by the method, 0 to 1
 * @param heads {@code "layer-head"}, zero-based query heads; none where a method named the range
 * @param method for example {@code arc-jsd}; empty where the copying heads read it
 */
public record Evidence(
        String passageId, int start, int end, double weight, List<String> heads, Optional<String> method) {
    private static final Pattern HEAD = Pattern.compile("[0-9]{1,5}-[0-9]{1,5}");

    private static final Pattern METHOD = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public Evidence {
        if (method.isPresent() && !METHOD.matcher(method.get()).matches()) {
            throw new IllegalArgumentException("not an attribution method: " + method.get());
        }
        Checks.notEmpty("passageId", passageId);
        Checks.span(start, end);
        Checks.unit("weight", weight);
        heads = List.copyOf(heads);
        for (String head : heads) {
            if (!HEAD.matcher(head).matches()) {
                throw new IllegalArgumentException("not a head \"layer-head\": " + head);
            }
        }
    }

    /** What copying heads read. */
    public Evidence(String passageId, int start, int end, double weight, List<String> heads) {
        this(passageId, start, end, weight, heads, Optional.empty());
    }
}
