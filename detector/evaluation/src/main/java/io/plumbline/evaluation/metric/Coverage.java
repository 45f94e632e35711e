package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.scorer.Unscored.Reason;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which rows of a slice a scorer gave a score. Its figures are of those rows only.
 *
 * @param rows rows of the slice
 * @param scored rows with a score
 * @param scoredPositives hallucinated ones among them
 * @param unscored rows without, by reason
 * @param notAvailable why the scorer could not work at all, if it could not
 */
public record Coverage(
        int rows, int scored, int scoredPositives, Map<Reason, Integer> unscored, Optional<String> notAvailable) {
    public Coverage {
        unscored = Collections.unmodifiableMap(new TreeMap<>(unscored));
        if (scored + unscored.values().stream().mapToInt(Integer::intValue).sum() != rows) {
            throw new IllegalArgumentException(scored + " scored and " + unscored + " are not " + rows + " rows");
        }
    }

    public boolean complete() {
        return scored == rows;
    }
}
