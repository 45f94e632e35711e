package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import java.util.Objects;

/**
 * One token of the answer, seen from the position that predicts it.
 *
 * @param span UTF-16 units of the answer; tokens that share one character share its span
 * @param probability calibrated probability that the token is not supported
 * @param ecs mean external context score over the profile's heads, cosine
 * @param pks mean parametric knowledge score over the profile's layers, nats
 * @param negativeLogLikelihood of this token under the scoring model, nats
 */
public record TokenScore(CharSpan span, double probability, double ecs, double pks, double negativeLogLikelihood) {
    public TokenScore {
        Objects.requireNonNull(span, "span is null");
        Rounding.checkProbability("probability", probability);
        if (!Double.isFinite(ecs) || !Double.isFinite(pks) || !Double.isFinite(negativeLogLikelihood)) {
            throw new IllegalArgumentException(
                    "not finite: ecs " + ecs + ", pks " + pks + ", nll " + negativeLogLikelihood);
        }
    }
}
