package io.plumbline.mitigation;

import io.plumbline.mitigation.Rejection.Reason;
import io.plumbline.mitigation.preset.DegenerationRule;
import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.model.sampling.Decoded;
import io.plumbline.scoring.feature.WordNovelty;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds candidates that are no answers, from their text alone. */
final class DegenerationCheck {
    private final DegenerationRule rule;

    DegenerationCheck(DegenerationRule rule) {
        this.rule = rule;
    }

    /** Why the candidate is no answer; empty if it may be one. */
    Optional<Rejection> reject(String original, Candidate candidate) {
        List<String> words = WordNovelty.words(candidate.text());
        if (words.isEmpty()) {
            return rejection(Reason.EMPTY, "no word was written");
        }
        if (candidate.end() != Decoded.End.STOP_TOKEN) {
            return rejection(
                    Reason.UNFINISHED,
                    "ended by " + candidate.end() + " after " + candidate.ids().size() + " tokens");
        }
        if (collapsed(original).equals(collapsed(candidate.text()))) {
            return rejection(Reason.SAME_AS_ORIGINAL, "the same words as the original");
        }
        Optional<Rejection> length = length(WordNovelty.words(original).size(), words.size());
        if (length.isPresent()) {
            return length;
        }
        double repeated = repeated(words, rule.gram());
        if (repeated > rule.maxRepeated()) {
            return rejection(
                    Reason.REPETITIVE,
                    String.format(
                            Locale.ROOT,
                            "%.2f of its runs of %d words stood there before; at most %.2f",
                            repeated,
                            rule.gram(),
                            rule.maxRepeated()));
        }
        return rule.refusal(candidate.text())
                .flatMap(phrase -> rejection(Reason.REFUSAL, "it refuses: '" + phrase + "'"));
    }

    private Optional<Rejection> length(int original, int written) {
        double least = Math.max(rule.minWords(), rule.minRatio() * original);
        if (written < least) {
            return rejection(
                    Reason.TOO_SHORT,
                    String.format(
                            Locale.ROOT, "%d words of the original's %d; at least %.1f", written, original, least));
        }
        double most = Math.max(rule.freeWords(), rule.maxRatio() * original);
        if (written > most) {
            return rejection(
                    Reason.TOO_LONG,
                    String.format(Locale.ROOT, "%d words of the original's %d; at most %.1f", written, original, most));
        }
        return Optional.empty();
    }

    /** Share of the runs of {@code gram} words that stood there before; 0 where there is no run. */
    static double repeated(List<String> words, int gram) {
        int runs = words.size() - gram + 1;
        if (runs < 1) {
            return 0;
        }
        Set<List<String>> distinct = new HashSet<>();
        for (int i = 0; i < runs; i++) {
            distinct.add(words.subList(i, i + gram));
        }
        return 1 - distinct.size() / (double) runs;
    }

    private static String collapsed(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    private static Optional<Rejection> rejection(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
