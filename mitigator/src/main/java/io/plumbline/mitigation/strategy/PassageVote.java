package io.plumbline.mitigation.strategy;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Which passages of a prompt heads read from the question. */
final class PassageVote {
    private PassageVote() {}

    /** What a pass over the prompt has to bring: attention from the question's tokens to each passage. */
    static Reduction.AttentionMass capture(EncodedPrompt prompt, List<HeadId> heads) {
        List<KeySet> passages = prompt.passageTokens().stream()
                .map(span -> KeySet.union(List.of(span)))
                .toList();
        // all but the prompt's last token runs in a prefill
        TokenSpan asked = prompt.rendered()
                .question()
                .map(prompt.tokens()::tokensOf)
                .orElse(new TokenSpan(prompt.size() - 2, prompt.size() - 1));
        return new Reduction.AttentionMass(
                heads, passages, new TokenSpan(asked.start(), Math.min(asked.end(), prompt.size() - 1)));
    }

    /** Passages by index, the best first. */
    static List<Integer> ranking(FloatMatrix mass, int heads, int passages, int votesEach) {
        double[] votes = new double[passages];
        double[] sums = new double[passages];
        for (int h = 0; h < heads; h++) {
            double[] ofHead = new double[passages];
            for (int p = 0; p < passages; p++) {
                for (float each : mass.column(h * passages + p)) {
                    ofHead[p] += each;
                }
                sums[p] += ofHead[p];
            }
            descending(passages, p -> ofHead[p]).stream().limit(votesEach).forEach(p -> votes[p]++);
        }
        List<Integer> ranking = new ArrayList<>(descending(passages, p -> sums[p]));
        ranking.sort(Comparator.comparingDouble(p -> -votes[p]));
        return List.copyOf(ranking);
    }

    private static List<Integer> descending(int count, IntToDoubleFunction value) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(p -> -value.applyAsDouble(p)))
                .toList();
    }
}
