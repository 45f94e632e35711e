package io.plumbline.schemas;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of a passage that the copying heads read.
 *
 * @param passageId passage of the generation
 * @param start first code point of the range in the passage's text
 * @param end code point after the last
 * @param weight share of the copying heads' attention that fell on this range, 0 to 1
 * @param heads {@code "layer-head"}, zero-based query heads
 */
public record Evidence(String passageId, int start, int end, double weight, List<String> heads) {
    private static final Pattern HEAD = Pattern.compile("[0-9]{1,5}-[0-9]{1,5}");

    public Evidence {
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
}
