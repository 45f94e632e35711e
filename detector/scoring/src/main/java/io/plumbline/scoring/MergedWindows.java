package io.plumbline.scoring;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.prompt.EncodedPrompt;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Windows made one: each token of the answer keeps the window that supports it best, that is the one with its lowest score;
 * the first of equals. Features, likelihood and evidence all come from that window.
 *
 * @param windows in order
 * @param source for each token the number of its window
 * @param features of the tokens
 * @param scores of the tokens
 */
record MergedWindows(List<ScoredWindow> windows, List<Integer> source, TokenFeatures features, List<Double> scores) {
    MergedWindows {
        windows = List.copyOf(windows);
        source = List.copyOf(source);
        scores = List.copyOf(scores);
    }

    static MergedWindows of(List<ScoredWindow> windows) {
        ScoredWindow first = windows.get(0);
        TokenIds answer = answer(first);
        int tokens = first.scores().size();
        int[] source = new int[tokens];
        double[] scores =
                first.scores().stream().mapToDouble(Double::doubleValue).toArray();
        for (int w = 1; w < windows.size(); w++) {
            if (!answer(windows.get(w)).equals(answer)) {
                throw new PlumblineException(
                        ErrorCode.INTERNAL,
                        "the answer has other tokens in window " + w + "; please report this input");
            }
            for (int t = 0; t < tokens; t++) {
                if (windows.get(w).scores().get(t) < scores[t]) {
                    scores[t] = windows.get(w).scores().get(t);
                    source[t] = w;
                }
            }
        }
        TokenFeatures features = windows.size() == 1
                ? first.features()
                : new TokenFeatures(
                        pick(windows, source, TokenFeatures::ecs),
                        pick(windows, source, TokenFeatures::pks),
                        pick(windows, source, TokenFeatures::next));
        return new MergedWindows(windows, IntStream.of(source).boxed().toList(), features, ScoredWindow.boxed(scores));
    }

    private static TokenIds answer(ScoredWindow window) {
        EncodedPrompt prompt = window.window().prompt();
        return prompt.ids().slice(prompt.promptTokens(), prompt.size());
    }

    private static FloatMatrix pick(
            List<ScoredWindow> windows, int[] source, Function<TokenFeatures, FloatMatrix> matrix) {
        int columns = matrix.apply(windows.get(0).features()).columns();
        float[] values = new float[source.length * columns];
        for (int t = 0; t < source.length; t++) {
            float[] row = matrix.apply(windows.get(source[t]).features()).row(t);
            System.arraycopy(row, 0, values, t * columns, columns);
        }
        return FloatMatrix.owning(source.length, columns, values);
    }

    /** The prompt of the first window: answer tokens have the same characters in all. */
    EncodedPrompt prompt() {
        return windows.get(0).window().prompt();
    }
}
