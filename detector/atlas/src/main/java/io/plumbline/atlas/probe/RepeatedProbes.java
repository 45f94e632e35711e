package io.plumbline.atlas.probe;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws repeated random tokens as RazorAttention does (arXiv 2407.15891), except that the tokens of a copy all differ, so that
 * "the same token earlier" is never ambiguous, and that special tokens are left out.
 */
public final class RepeatedProbes {
    /** Draws for each token wanted, before the vocabulary counts as too small. */
    private static final int MOST_DRAWS = 50;

    private RepeatedProbes() {}

    /**
     * One probe; equal arguments give equal tokens.
     *
     * @param vocabulary ids to draw from, as many as the model knows
     * @param copies at least 2
     * @throws PlumblineException UNSUPPORTED_MODEL if there are not enough different ordinary tokens
     */
    public static RepeatedProbe probe(
            String id, Tokenizer tokenizer, int vocabulary, int blockTokens, int copies, long seed) {
        int ids = Math.min(vocabulary, tokenizer.vocabularySize());
        SplittableRandom random = new SplittableRandom(seed);
        Set<Integer> block = new LinkedHashSet<>();
        for (int draws = 0; block.size() < blockTokens; draws++) {
            if (draws == MOST_DRAWS * blockTokens) {
                throw new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "no " + blockTokens + " different ordinary tokens in a vocabulary of " + ids);
            }
            int token = random.nextInt(ids);
            if (isOrdinary(tokenizer, token)) {
                block.add(token);
            }
        }
        OptionalInt bos = tokenizer.bosId();
        int[] lead = bos.isPresent() ? new int[] {bos.getAsInt()} : new int[0];
        int[] once = block.stream().mapToInt(Integer::intValue).toArray();
        int[] all = IntStream.concat(
                        Arrays.stream(lead), IntStream.range(0, copies).flatMap(copy -> Arrays.stream(once)))
                .toArray();
        return new RepeatedProbe(id, TokenIds.of(all), lead.length, blockTokens);
    }

    private static boolean isOrdinary(Tokenizer tokenizer, int token) {
        return !tokenizer.decodeWithoutSpecialTokens(TokenIds.of(token)).isEmpty();
    }
}
