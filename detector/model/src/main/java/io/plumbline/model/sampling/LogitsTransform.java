package io.plumbline.model.sampling;

import io.plumbline.model.TokenIds;

/** Changes the logits of a step before a token is chosen: contrast, penalties, forbidden tokens. */
@FunctionalInterface
public interface LogitsTransform {
    LogitsTransform NONE = (sequence, logits) -> logits;

    /**
     * The logits to choose by.
     *
     * @param sequence prompt and tokens generated so far
     * @param logits the model's, one per token of the vocabulary; may be changed and returned
     */
    float[] apply(TokenIds sequence, float[] logits);
}
