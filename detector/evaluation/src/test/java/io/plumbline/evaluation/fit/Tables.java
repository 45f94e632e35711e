package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.LabelledSpan;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Hand-made training rows: a token is one character, a value what a function says. */
final class Tables {
    private Tables() {}

    /** The value of a feature at a token. */
    interface Values {
        double of(Feature feature, int token);
    }

    static TrainingRow row(
            String set,
            int number,
            boolean hallucinated,
            List<Integer> wrongTokens,
            int tokens,
            int contextTokens,
            List<Feature> features,
            Values values) {
        float[] data = new float[tokens * features.size()];
        for (int t = 0; t < tokens; t++) {
            for (int f = 0; f < features.size(); f++) {
                data[t * features.size() + f] = (float) values.of(features.get(f), t);
            }
        }
        FeatureTable table = new FeatureTable(features, FloatMatrix.owning(tokens, features.size(), data));
        List<CharSpan> spans =
                IntStream.range(0, tokens).mapToObj(t -> new CharSpan(t, t + 1)).toList();
        List<LabelledSpan> labels = new ArrayList<>();
        wrongTokens.forEach(t -> labels.add(new LabelledSpan(new CharSpan(t, t + 1), "", Set.of())));
        RagExample example = new RagExample(
                set + number,
                Optional.of("q"),
                List.of(new Passage("p", "", "document " + set + number)),
                "x".repeat(tokens));
        return new TrainingRow(
                new LabelledExample(example, set, "qa", "g", hallucinated, labels, RowOrigin.UNKNOWN),
                new Examination(
                        spans, List.of(new ExaminedWindow(table, contextTokens, List.of(), Optional.empty())), 3));
    }
}
