package io.plumbline.scoring.inspect;

import java.util.List;

/**
 * One head's attention to the passages from the row that predicts a token.
 *
 * @param mass attention on all passage text, white space included, in [0, 1]
 * @param words the words that got at least {@link Inspector#LEAST_SHARE} of it, in passage order
 */
public record HeadAttention(double mass, List<WordShare> words) {
    /** Rounding in float32 may carry a sum a little past one. */
    private static final double MOST_MASS = 1.001;

    /**
     * A word's share of the mass.
     *
     * @param word its number in {@link Inspection#words}
     * @param share in (0, 1]
     */
    public record WordShare(int word, double share) {
        public WordShare {
            if (word < 0 || !(share > 0 && share <= MOST_MASS)) {
                throw new IllegalArgumentException("word " + word + " with share " + share);
            }
        }
    }

    public HeadAttention {
        words = List.copyOf(words);
        if (!(mass >= 0 && mass <= MOST_MASS)) {
            throw new IllegalArgumentException("attention mass " + mass);
        }
    }
}
