package io.plumbline.evaluation;

import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.WordNovelty;

/** Scores that need no model. A detector that does not beat them has learnt nothing; they stand in every table. */
public final class TrivialBaselines {
    private TrivialBaselines() {}

    /** Share of the answer's words that stand neither in the passages nor in the question. */
    public static double novelty(RagExample example) {
        return WordNovelty.of(example).share();
    }

    /** Words of the answer. */
    public static double length(RagExample example) {
        return WordNovelty.words(example.response()).size();
    }
}
