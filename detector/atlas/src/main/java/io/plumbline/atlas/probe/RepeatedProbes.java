package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws repeated random tokens as RazorAttention does (arXiv 2407.15891), except that the tokens of a copy all differ, so that
 * "the same token earlier" is never ambiguous, and that special tokens are left out.
 */
public final class RepeatedProbes {
    private RepeatedProbes() {}

    /**
     * One probe; equal arguments give equal tokens.
     *
     * @param vocabulary ids to draw from, as many as the model knows
     * @param copies at least 2
     * @throws io.plumbline.model.PlumblineException UNSUPPORTED_MODEL if there are not enough different ordinary tokens
     */
    public static RepeatedProbe probe(
            String id, Tokenizer tokenizer, int vocabulary, int blockTokens, int copies, long seed) {
        int[] once = RandomTokens.different(tokenizer, vocabulary, blockTokens, seed);
        int[] lead = RandomTokens.lead(tokenizer);
        int[] all = IntStream.concat(
                        Arrays.stream(lead), IntStream.range(0, copies).flatMap(copy -> Arrays.stream(once)))
                .toArray();
        return new RepeatedProbe(id, TokenIds.of(all), lead.length, blockTokens);
    }
}
