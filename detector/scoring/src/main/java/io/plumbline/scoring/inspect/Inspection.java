package io.plumbline.scoring.inspect;

import io.plumbline.model.HeadId;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.List;
import java.util.Objects;

/**
 * One answer with its verdict and what the verdict was made of. Lists and tables are parallel to {@link Verdict#tokens}.
 *
 * @param example what was judged
 * @param verdict as the detector gives it
 * @param windows for each token the number of the window it was judged in, from 0
 * @param features {@code [token × feature]}: those the profile weighs, then those read for the eye only; NaN where one is not
 *     defined
 * @param points what each term of the profile's token rule adds to the token's score before smoothing, {@code [token × term]}
 * @param words of the passages, in passage order, disjoint
 * @param heads whose attention is shown; may be empty
 * @param attention for each token one entry for each of the heads
 */
public record Inspection(
        RagExample example,
        Verdict verdict,
        List<Integer> windows,
        FeatureTable features,
        FeatureTable points,
        List<PassageWord> words,
        List<HeadId> heads,
        List<List<HeadAttention>> attention) {
    public Inspection {
        Objects.requireNonNull(example, "example is null");
        windows = List.copyOf(windows);
        words = List.copyOf(words);
        heads = List.copyOf(heads);
        attention = attention.stream().map(List::copyOf).toList();
        int tokens = verdict.tokens().size();
        if (windows.size() != tokens
                || features.size() != tokens
                || points.size() != tokens
                || attention.size() != tokens) {
            throw new IllegalArgumentException(tokens + " tokens; windows of " + windows.size() + ", " + features + ", "
                    + points + ", attention of " + attention.size());
        }
        for (List<HeadAttention> token : attention) {
            if (token.size() != heads.size()) {
                throw new IllegalArgumentException(heads.size() + " heads and attention of " + token.size());
            }
            for (HeadAttention head : token) {
                checkWords(head, words.size());
            }
        }
    }

    /** The same with another verdict on the same tokens. */
    public Inspection withVerdict(Verdict other) {
        return new Inspection(example, other, windows, features, points, words, heads, attention);
    }

    private static void checkWords(HeadAttention head, int words) {
        for (HeadAttention.WordShare share : head.words()) {
            if (share.word() >= words) {
                throw new IllegalArgumentException(share + " of " + words + " words");
            }
        }
    }
}
