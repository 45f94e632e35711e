package io.plumbline.atlas;

import java.util.List;

/**
 * What a head writes, read by the logit lens.
 *
 * @param tokens most frequent first
 * @param shares of the rows at which the token comes first, in (0, 1]
 */
public record TopTokens(List<String> tokens, List<Double> shares) {
    public TopTokens {
        tokens = List.copyOf(tokens);
        shares = List.copyOf(shares);
        if (tokens.size() != shares.size() || !shares.stream().allMatch(share -> share > 0 && share <= 1)) {
            throw new IllegalArgumentException(tokens.size() + " tokens with the shares " + shares);
        }
    }
}
