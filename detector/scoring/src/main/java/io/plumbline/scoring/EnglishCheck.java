package io.plumbline.scoring;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a text looks like English. Everything profiles are fitted on is English, so that anything else must not be scored
 * silently. Coarse on purpose: letters first, then the share of words that English cannot do without.
 */
final class EnglishCheck {
    private static final double LATIN_SHARE = 0.7;
    private static final int ENOUGH_WORDS = 20;
    private static final double COMMON_SHARE = 0.1;
    private static final Set<String> COMMON = Set.of(
            "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "are", "as", "with", "his",
            "they", "be", "at", "this", "have", "from", "or", "by", "not", "but", "what", "were", "which", "an", "has",
            "had", "its");

    private EnglishCheck() {}

    /** A warning for the verdict, or nothing. Too short a text passes. */
    static Optional<String> warning(String text) {
        int letters = 0;
        int latin = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isLetter(c)) {
                letters++;
                latin += Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN ? 1 : 0;
            }
        }
        if (letters > 0 && latin < LATIN_SHARE * letters) {
            return Optional.of("the answer is mostly not in Latin script; profiles are fitted on English only");
        }
        int words = 0;
        int common = 0;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
            if (!word.isEmpty()) {
                words++;
                common += COMMON.contains(word) ? 1 : 0;
            }
        }
        return words >= ENOUGH_WORDS && common < COMMON_SHARE * words
                ? Optional.of("the answer does not look like English; profiles are fitted on English only")
                : Optional.empty();
    }
}
