package io.plumbline.evaluation.mitigation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a written answer is one of the gold ones, as SQuAD's script compares: lower case, without punctuation, without the
 * articles a, an, the, white space collapsed (Rajpurkar et al., arXiv 1606.05250).
 */
final class GoldAnswers {
    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern ARTICLES = Pattern.compile("\\b(a|an|the)\\b");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private GoldAnswers() {}

    static String normalised(String text) {
        String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        return SPACE.matcher(ARTICLES.matcher(bare).replaceAll(" "))
                .replaceAll(" ")
                .strip();
    }

    /** Whether the answer is exactly one of the gold answers. */
    static boolean exact(String answer, List<String> gold) {
        String written = normalised(answer);
        return gold.stream()
                .anyMatch(g -> !normalised(g).isEmpty() && normalised(g).equals(written));
    }

    /** Whether a gold answer stands in the answer, whole words or not, as the papers count. */
    static boolean contained(String answer, List<String> gold) {
        String written = normalised(answer);
        return gold.stream().anyMatch(g -> !normalised(g).isEmpty() && written.contains(normalised(g)));
    }
}
