package io.plumbline.scoring;

import io.plumbline.model.FloatMatrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What a pass over one window gave.
 *
 * @param window what was run
 * @param features of the answer's tokens
 * @param scores of the answer's tokens
 * @param parts passage parts, for evidence
 * @param attention on the parts, {@code [token × head and part]}; empty without evidence
 */
record ScoredWindow(
        Window window,
        TokenFeatures features,
        List<Double> scores,
        List<EvidenceFinder.Part> parts,
        Optional<FloatMatrix> attention) {
    ScoredWindow {
        scores = List.copyOf(scores);
        parts = List.copyOf(parts);
    }

    static List<Double> boxed(double... scores) {
        return DoubleStream.of(scores).boxed().toList();
    }
}
