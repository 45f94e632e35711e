package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;

/**
 * Different random tokens, several times over: nothing but copying predicts the later copies.
 *
 * @param id name of the probe
 * @param ids what comes before (a BOS, or nothing), then the copies
 * @param lead tokens before the first copy
 * @param blockTokens length of one copy
 */
public record RepeatedProbe(String id, TokenIds ids, int lead, int blockTokens) {
    public RepeatedProbe {
        if (lead < 0 || blockTokens < 2 || ids.size() < lead + 2 * blockTokens) {
            throw new IllegalArgumentException(
                    ids.size() + " tokens do not hold two copies of " + blockTokens + " after " + lead);
        }
    }

    /**
     * The rows of the second and later copies that have a follower. Each of them can know what follows; the last row of the
     * first copy cannot.
     */
    public TokenSpan rows() {
        return new TokenSpan(lead + blockTokens, ids.size() - 1);
    }
}
