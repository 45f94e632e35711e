package io.plumbline.scoring;

import io.plumbline.model.FloatMatrix;
import java.util.Objects;

/**
 * What a pass says about each token of an answer, before any weighing.
 *
 * @param ecs external context score, cosine, {@code [token × head]}
 * @param pks parametric knowledge score, nats, {@code [token × layer]}
 * @param next negative log-likelihood of the token, entropy of its prediction (nats), most likely id, {@code [token × 3]}
 */
public record TokenFeatures(FloatMatrix ecs, FloatMatrix pks, FloatMatrix next) {
    public TokenFeatures {
        Objects.requireNonNull(next, "next is null");
        if (ecs.rows() != pks.rows() || ecs.rows() != next.rows()) {
            throw new IllegalArgumentException("ecs " + ecs + ", pks " + pks + ", next " + next);
        }
    }

    /** Number of tokens. */
    public int size() {
        return ecs.rows();
    }
}
