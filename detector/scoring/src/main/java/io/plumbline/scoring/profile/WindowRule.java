package io.plumbline.scoring.profile;

/**
 * What happens when prompt and answer do not fit: several windows, each with a part of the passages and the whole answer;
 * a token keeps the best support it found in any of them.
 *
 * @param maxTokens tokens of one pass; at most {@value #LIMIT}
 * @param maxWindows more are an abstention
 * @param overlapTokens approximate tokens that two slices of one long passage share
 */
public record WindowRule(int maxTokens, int maxWindows, int overlapTokens) {
    /** No pass is longer than this many tokens. */
    public static final int LIMIT = 32_768;

    public WindowRule {
        Checks.atLeast("maxTokens", maxTokens, 1);
        Checks.atLeast("maxWindows", maxWindows, 1);
        Checks.atLeast("overlapTokens", overlapTokens, 0);
        if (maxTokens > LIMIT || overlapTokens >= maxTokens) {
            throw new IllegalArgumentException(
                    "maxTokens " + maxTokens + " (limit " + LIMIT + "), overlapTokens " + overlapTokens);
        }
    }
}
