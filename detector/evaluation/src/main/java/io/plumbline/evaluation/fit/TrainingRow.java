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

    /**
     * Whether all passages were seen at once. Which of several windows supports a token is for the fitted score to say,
     * so that the features of a longer row cannot be known before the fit.
     */
    boolean inOneWindow() {
        return examination.windows().size() == 1;
    }

    /** Features of the only window: fits leave out rows that are not {@link #inOneWindow}. */
    FeatureTable table() {
        return examination.windows().get(0).table();
    }

    /** Tokens of passage text in the only window. */
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
