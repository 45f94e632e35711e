package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.List;

/**
 * What was read of one answer, before any profile weighs it: the expensive part of a verdict. Several profiles can judge the
 * same examination, and it can be kept on disk.
 *
 * @param tokens where each token of the answer lies, UTF-16 units of the answer; ascending. At least one
 * @param windows at least one; all have a table of as many tokens and the same features
 * @param promptTokens tokens before the answer, summed over windows
 */
public record Examination(List<CharSpan> tokens, List<ExaminedWindow> windows, int promptTokens) {
    public Examination {
        tokens = List.copyOf(tokens);
        windows = List.copyOf(windows);
        if (tokens.isEmpty() || windows.isEmpty() || promptTokens < 1) {
            throw new IllegalArgumentException(
                    tokens.size() + " tokens, " + windows.size() + " windows, " + promptTokens + " prompt tokens");
        }
        for (ExaminedWindow window : windows) {
            if (window.table().size() != tokens.size()
                    || !window.table().features().equals(windows.get(0).table().features())) {
                throw new IllegalArgumentException(
                        "windows differ: " + window.table() + " for " + tokens.size() + " tokens");
            }
        }
    }

    /** Tokens of passage text, summed over windows. */
    public int contextTokens() {
        return windows.stream().mapToInt(ExaminedWindow::contextTokens).sum();
    }

    /**
     * Features of the tokens, each from one window: {@code [token × feature]}.
     *
     * @param source for each token the number of its window, as {@link Judge#windows} gives them
     */
    public FeatureTable table(List<Integer> source) {
        return MergedWindows.pick(
                windows, source.stream().mapToInt(Integer::intValue).toArray());
    }
}
