package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Examples of an abstract pattern, x y x or x y y, each with tokens of its own, and one that lacks its third token (Yang et al.,
 * ICML 2025).
 *
 * @param ids the examples, the last one without its third token
 * @param right the missing token
 * @param wrong the one that the other pattern would want
 */
public record RuleProbe(TokenIds ids, int right, int wrong) {
    public RuleProbe {
        if (right == wrong) {
            throw new IllegalArgumentException("both patterns want " + right);
        }
    }

    /**
     * One probe; equal arguments give equal tokens.
     *
     * @param first whether the third token is the first (x y x) rather than the second (x y y)
     * @param swapped whether the last example's two tokens change places
     * @throws io.plumbline.model.PlumblineException UNSUPPORTED_MODEL if the vocabulary is too small
     */
    public static RuleProbe of(LoadedModel model, int shots, boolean first, boolean swapped, long seed) {
        Tokenizer tokenizer = model.tokenizer();
        int[] tokens = RandomTokens.different(tokenizer, model.model().config().vocabulary(), 2 * (shots + 1), seed);
        int[] between = tokenizer.encodeVerbatim(" ^").ids().toArray();
        int[] end = tokenizer.encodeVerbatim("\n").ids().toArray();
        List<Integer> ids =
                Arrays.stream(RandomTokens.lead(tokenizer)).boxed().collect(Collectors.toCollection(ArrayList::new));
        for (int shot = 0; shot < shots; shot++) {
            int x = tokens[2 * shot];
            int y = tokens[2 * shot + 1];
            append(ids, x, between);
            append(ids, y, between);
            append(ids, first ? x : y, end);
        }
        int x = tokens[2 * shots + (swapped ? 1 : 0)];
        int y = tokens[2 * shots + (swapped ? 0 : 1)];
        append(ids, x, between);
        append(ids, y, between);
        return new RuleProbe(
                TokenIds.of(ids.stream().mapToInt(Integer::intValue).toArray()), first ? x : y, first ? y : x);
    }

    private static void append(List<Integer> ids, int token, int[] after) {
        ids.add(token);
        for (int id : after) {
            ids.add(id);
        }
    }
}
