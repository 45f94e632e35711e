package io.plumbline.classifier;

import io.plumbline.model.CharSpan;

/**
 * A token of the answer, as the classifier's tokenizer cuts it.
 *
 * @param span UTF-16 range of the answer; not empty. Tokens that share one character have the same span
 * @param probability of being hallucinated, in [0, 1], as the classifier says it: not calibrated
 */
public record ScoredToken(CharSpan span, double probability) {
    public ScoredToken {
        if (span.isEmpty()) {
            throw new IllegalArgumentException("a token without characters: " + span);
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
    }
}
