package io.plumbline.scoring.inspect;

import io.plumbline.scoring.inspect.HeadAttention.WordShare;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums one head's attention by word. */
final class HeadAttentionSum {
    private static final double DIGITS = 1e4;

    private final Map<Integer, Double> byWord = new TreeMap<>();
    private double mass;

    /** @param word {@link WordIndex#NO_WORD} counts for the mass only */
    void add(int word, double part) {
        mass += part;
        if (word != WordIndex.NO_WORD) {
            byWord.merge(word, part, Double::sum);
        }
    }

    /** To four decimals: finer differences are no evidence. */
    HeadAttention rounded() {
        List<WordShare> words = byWord.entrySet().stream()
                .filter(e -> mass > 0 && e.getValue() / mass >= Inspector.LEAST_SHARE)
                .map(e -> new WordShare(e.getKey(), round(e.getValue() / mass)))
                .toList();
        return new HeadAttention(round(mass), words);
    }

    private static double round(double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }
}
