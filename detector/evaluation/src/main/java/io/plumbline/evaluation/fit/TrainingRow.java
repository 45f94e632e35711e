package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.model.CharSpan;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.Objects;

/**
 * A labelled answer and what was read of it.
 *
 * @param example the answer
 * @param examination its features
 */
public record TrainingRow(LabelledExample example, Examination examination) {
    public TrainingRow {
        Objects.requireNonNull(example, "example is null");
        Objects.requireNonNull(examination, "examination is null");
    }

    /** Features of the first window: training rows are chosen to fit into one. */
    FeatureTable table() {
        return examination.windows().get(0).table();
    }

    int contextTokens() {
        return examination.windows().get(0).contextTokens();
    }

    int size() {
        return examination.tokens().size();
    }

    public boolean hallucinated() {
        return example.hallucinated();
    }

    /** Whether the answer was made by {@link PlantedErrors}. */
    boolean isPlanted() {
        return example.set().startsWith(PlantedErrors.SET_PREFIX);
    }

    /** Whether it is known of each token if it is supported. */
    boolean tokensKnown() {
        return example.spansKnown();
    }

    /** Whether a token shares a character with a labelled span. */
    boolean isLabelled(int token) {
        CharSpan chars = examination.tokens().get(token);
        return example.spans().stream().anyMatch(span -> span.intersects(chars));
    }
}
