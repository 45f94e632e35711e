package io.plumbline.evaluation.metric;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An answer that a detector ranks far from its label.
 *
 * @param scorer name of the detector
 * @param hallucinated the label: true for an error that was missed, false for a false alarm
 * @param set data set
 * @param id row
 * @param task of the row
 * @param generator of the row
 * @param score of the detector
 * @param probability of the detector
 * @param excerpt only where the set's text may be shown
 */
public record WrongAnswer(
        String scorer,
        boolean hallucinated,
        String set,
        String id,
        String task,
        String generator,
        double score,
        OptionalDouble probability,
        Optional<Excerpt> excerpt) {
    /**
     * Beginnings of the texts.
     *
     * @param question empty where there is none
     * @param context of the first passage
     * @param response of the answer
     */
    public record Excerpt(String question, String context, String response) {}
}
