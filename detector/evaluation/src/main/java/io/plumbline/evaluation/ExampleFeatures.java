package io.plumbline.evaluation;

import io.plumbline.model.FloatMatrix;
import java.util.Objects;

/**
 * What one pass says about one labelled answer of n tokens.
 *
 * @param exampleId the example's id
 * @param set the data set
 * @param documentId see {@link LabelledExample#documentId()}
 * @param hallucinated the label of the answer
 * @param spansLabelled whether the answer's spans are labelled (a supported answer has none by definition)
 * @param ecs external context scores {@code [token × candidate head]}
 * @param pks parametric knowledge scores, nats, {@code [token × candidate layer]}
 * @param tokens {@code [token × 3]}: negative log-likelihood (nats), entropy of the prediction (nats), 1 where a labelled
 *     span covers the token
 */
public record ExampleFeatures(
        String exampleId,
        String set,
        String documentId,
        boolean hallucinated,
        boolean spansLabelled,
        FloatMatrix ecs,
        FloatMatrix pks,
        FloatMatrix tokens) {
    public ExampleFeatures {
        Objects.requireNonNull(exampleId, "exampleId is null");
        Objects.requireNonNull(set, "set is null");
        Objects.requireNonNull(documentId, "documentId is null");
        if (ecs.rows() != pks.rows() || ecs.rows() != tokens.rows() || tokens.columns() != 3) {
            throw new IllegalArgumentException("features of " + exampleId + " differ in length");
        }
    }

    /** Number of tokens of the answer. */
    public int length() {
        return tokens.rows();
    }
}
