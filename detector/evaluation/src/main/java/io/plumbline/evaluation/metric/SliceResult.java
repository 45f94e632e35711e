package io.plumbline.evaluation.metric;

import java.util.List;

/**
 * All scorers on one slice.
 *
 * @param id which rows
 * @param rows how many
 * @param positives hallucinated ones
 * @param documents distinct documents
 * @param scorers in the plan's order
 */
public record SliceResult(SliceId id, int rows, int positives, int documents, List<ScorerResult> scorers) {
    public SliceResult {
        scorers = List.copyOf(scorers);
    }

    /** The result of one scorer. */
    public ScorerResult of(String scorer) {
        return scorers.stream()
                .filter(result -> result.scorer().equals(scorer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scorer " + scorer));
    }
}
