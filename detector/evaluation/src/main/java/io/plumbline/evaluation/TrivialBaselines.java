package io.plumbline.evaluation;

import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Scores that need no model. A detector that does not beat them has learnt nothing; they stand in every table. */
public final class TrivialBaselines {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private TrivialBaselines() {}

    /** Share of the answer's words that stand neither in the passages nor in the question. */
    public static double novelty(RagExample example) {
        Set<String> known =
                new HashSet<>(example.question().map(TrivialBaselines::words).orElse(List.of()));
        for (Passage passage : example.passages()) {
            known.addAll(words(passage.text()));
        }
        List<String> words = words(example.response());
        long unknown = words.stream().filter(word -> !known.contains(word)).count();
        return words.isEmpty() ? 0 : unknown / (double) words.size();
    }

    /** Words of the answer. */
    public static double length(RagExample example) {
        return words(example.response()).size();
    }

    private static List<String> words(String text) {
        return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
