package io.plumbline.mitigation.strategy;

/**
 * What a decoding may cost. Asked before each step: the step that passes a limit is finished, so that a limit is overrun by the
 * passes of one step at most (two; three with a contrast's first).
 *
 * @param newTokens tokens to write
 * @param passes runs of a model, whatever their length
 * @param runTokens tokens run through a model, summed over passes
 */
public record DecodingLimits(int newTokens, int passes, long runTokens) {
    public DecodingLimits {
        Checks.atLeast("newTokens", newTokens, 1);
        Checks.atLeast("passes", passes, 1);
        Checks.atLeast("runTokens", runTokens, 1);
    }

    /** Bounded by new tokens only. */
    public static DecodingLimits ofTokens(int newTokens) {
        return new DecodingLimits(newTokens, Integer.MAX_VALUE, Long.MAX_VALUE);
    }
}
