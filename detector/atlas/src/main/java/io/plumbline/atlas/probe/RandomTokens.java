package io.plumbline.atlas.probe;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws ordinary tokens, each at most once. */
public final class RandomTokens {
    /** Draws for each token wanted, before the vocabulary counts as too small. */
    private static final int MOST_DRAWS = 50;

    private RandomTokens() {}

    /**
     * Different tokens that are not special; equal arguments give equal tokens.
     *
     * @param vocabulary ids to draw from, as many as the model knows
     * @throws PlumblineException UNSUPPORTED_MODEL if there are not enough different ordinary tokens
     */
    public static int[] different(Tokenizer tokenizer, int vocabulary, int count, long seed) {
        int ids = Math.min(vocabulary, tokenizer.vocabularySize());
        SplittableRandom random = new SplittableRandom(seed);
        Set<Integer> drawn = new LinkedHashSet<>();
        for (int draws = 0; drawn.size() < count; draws++) {
            if (draws == MOST_DRAWS * count) {
                throw new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "no " + count + " different ordinary tokens in a vocabulary of " + ids);
            }
            int token = random.nextInt(ids);
            if (isOrdinary(tokenizer, token)) {
                drawn.add(token);
            }
        }
        return drawn.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What a text begins with: a BOS, or nothing. */
    static int[] lead(Tokenizer tokenizer) {
        OptionalInt bos = tokenizer.bosId();
        return bos.isPresent() ? new int[] {bos.getAsInt()} : new int[0];
    }

    private static boolean isOrdinary(Tokenizer tokenizer, int token) {
        return !tokenizer.decodeWithoutSpecialTokens(TokenIds.of(token)).isEmpty();
    }
}
