package io.plumbline.mitigation.preset;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is no answer, however well it scores. Words are runs of letters and digits, without case.
 *
 * @param minWords fewer are too short
 * @param minRatio fewer than this share of the original's words are too short, in [0, 1]
 * @param maxRatio more than this multiple of the original's words are too long, at least 1 ...
 * @param freeWords ... unless there are no more than this many words
 * @param gram length of the word sequences in which repetition is looked for, at least 1
 * @param maxRepeated largest share of such sequences that stood there before, in [0, 1]
 * @param refusals phrases, lower case, that make an answer a refusal if one stands in its first {@value #REFUSAL_REACH}
 *     characters
 */
public record DegenerationRule(
        int minWords,
        double minRatio,
        double maxRatio,
        int freeWords,
        int gram,
        double maxRepeated,
        List<String> refusals) {
    /** Characters of an answer in which a refusal is looked for. */
    public static final int REFUSAL_REACH = 160;

    private static final int MOST_REFUSALS = 100;

    public DegenerationRule {
        refusals = List.copyOf(refusals);
        if (minWords < 1 || freeWords < minWords || gram < 1 || refusals.size() > MOST_REFUSALS) {
            throw new IllegalArgumentException("minWords " + minWords + ", freeWords " + freeWords + ", gram " + gram
                    + ", " + refusals.size() + " refusals");
        }
        if (!(minRatio >= 0 && minRatio <= 1)
                || !(maxRatio >= 1)
                || !Double.isFinite(maxRatio)
                || !(maxRepeated >= 0 && maxRepeated <= 1)) {
            throw new IllegalArgumentException(
                    "minRatio " + minRatio + ", maxRatio " + maxRatio + ", maxRepeated " + maxRepeated);
        }
        for (String refusal : refusals) {
            if (refusal.isBlank() || !refusal.equals(refusal.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("a refusal is written in lower case: '" + refusal + "'");
            }
        }
    }

    /** The first of the phrases that stands where a refusal is looked for; empty if the text is none. */
    public Optional<String> refusal(String text) {
        String start = text.substring(0, Math.min(text.length(), REFUSAL_REACH))
                .replace('\u2019', '\'')
                .toLowerCase(Locale.ROOT);
        return refusals.stream().filter(start::contains).findFirst();
    }
}
