package io.plumbline.evaluation.run;

import io.plumbline.evaluation.LabelledData;
import java.util.Objects;

/**
 * A data set of an evaluation.
 *
 * @param data its rows
 * @param textAllowed whether excerpts of its text may stand in a report
 */
public record EvaluationSet(LabelledData data, boolean textAllowed) {
    public EvaluationSet {
        Objects.requireNonNull(data, "data is null");
    }
}
