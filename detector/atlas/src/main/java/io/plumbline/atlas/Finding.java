package io.plumbline.atlas;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something found about the model as a whole, such as whether it can do the task of a family.
 *
 * @param text for people
 * @param numbers by name
 */
public record Finding(String text, Map<String, Double> numbers) {
    public Finding {
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
        if (text.isBlank()) {
            throw new IllegalArgumentException("a finding without words");
        }
        numbers.forEach(Checks::finite);
    }
}
