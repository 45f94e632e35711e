package io.plumbline.attribution;

import java.util.Objects;

/**
 * What a sentence has to do with a part of an answer.
 *
 * @param sentence the sentence
 * @param score in the method's unit; see {@link AttributionMethod}
 * @param share of all measured sentences' scores, negative ones taken as 0; in [0, 1]; 0 where no score is positive
 */
public record SentenceScore(ContextSentence sentence, double score, double share) {
    public SentenceScore {
        Objects.requireNonNull(sentence, "sentence is null");
        if (!Double.isFinite(score) || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("score " + score + ", share " + share);
        }
    }
}
