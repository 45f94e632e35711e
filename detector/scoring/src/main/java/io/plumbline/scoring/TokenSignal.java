package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.List;

/** A judge of tokens that is no part of the scoring model, such as a token classifier the user supplies. */
public interface TokenSignal {
    /** Identifies whatever its values depend on. */
    String sha256();

    /** What else the bits of its values depend on, such as name and version of a library. */
    String environment();

    /**
     * One probability for each of the answer's tokens that it is not supported.
     *
     * @param tokens where the scoring model's tokens lie, UTF-16 units of the answer
     * @throws Unexaminable when a limit forbids it
     */
    float[] probabilities(RagExample example, List<CharSpan> tokens) throws Unexaminable;

    /** The examination with the column {@link FeatureKind#CLASSIFIER} in every window. */
    default Examination addTo(RagExample example, Examination examination) throws Unexaminable {
        float[] column = probabilities(example, examination.tokens());
        FeatureTable own = new FeatureTable(
                List.of(Feature.of(FeatureKind.CLASSIFIER)), FloatMatrix.owning(column.length, 1, column));
        List<ExaminedWindow> windows = examination.windows().stream()
                .map(window -> new ExaminedWindow(
                        window.table().and(own), window.contextTokens(), window.parts(), window.attention()))
                .toList();
        return new Examination(examination.tokens(), windows, examination.promptTokens());
    }
}
