package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.ArrayList;
import java.util.List;

/** A judge of tokens that is no part of the scoring model, such as a token classifier the user supplies. */
public interface TokenSignal {
    /** Identifies whatever its values depend on. */
    String sha256();

    /**
     * One probability for each of the answer's tokens that it is not supported.
     *
     * @param tokens where the scoring model's tokens lie, UTF-16 units of the answer
     */
    float[] probabilities(RagExample example, List<CharSpan> tokens);

    /** The examination with the column {@link FeatureKind#CLASSIFIER} in every window. */
    default Examination addTo(RagExample example, Examination examination) {
        float[] column = probabilities(example, examination.tokens());
        List<ExaminedWindow> windows = new ArrayList<>();
        for (ExaminedWindow window : examination.windows()) {
            FeatureTable table = window.table();
            List<Feature> features = new ArrayList<>(table.features());
            features.add(Feature.of(FeatureKind.CLASSIFIER));
            float[] values = new float[table.size() * features.size()];
            for (int t = 0; t < table.size(); t++) {
                System.arraycopy(table.values().row(t), 0, values, t * features.size(), features.size() - 1);
                values[(t + 1) * features.size() - 1] = column[t];
            }
            windows.add(new ExaminedWindow(
                    new FeatureTable(features, FloatMatrix.owning(table.size(), features.size(), values)),
                    window.contextTokens(),
                    window.parts(),
                    window.attention()));
        }
        return new Examination(examination.tokens(), windows, examination.promptTokens());
    }
}
