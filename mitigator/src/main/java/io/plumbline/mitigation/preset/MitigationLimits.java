package io.plumbline.mitigation.preset;

import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.mitigation.strategy.DecodingLimits;
import java.util.Optional;

/**
 * What one mitigation may cost. Time is not among the limits: it is the caller's to watch, through the cancellation it hands in,
 * so that equal requests give equal results.
 *
 * @param newTokens tokens that one candidate may have
 * @param passes runs of a model while candidates are written, all strategies together; scoring is not counted
 * @param runTokens tokens run through a model while candidates are written, all strategies together
 */
public record MitigationLimits(int newTokens, int passes, long runTokens) {
    public MitigationLimits {
        if (newTokens < 1 || passes < 1 || runTokens < 1) {
            throw new IllegalArgumentException(
                    "limits below 1: newTokens " + newTokens + ", passes " + passes + ", runTokens " + runTokens);
        }
    }

    /**
     * What is left for one candidate; empty if nothing is.
     *
     * @param tokens the candidate's tokens, if fewer are wanted than {@code newTokens}
     */
    public Optional<DecodingLimits> left(Cost spent, int tokens) {
        int passesLeft = passes - spent.passes();
        long tokensLeft = runTokens - spent.runTokens();
        return passesLeft < 1 || tokensLeft < 1
                ? Optional.empty()
                : Optional.of(new DecodingLimits(Math.min(newTokens, tokens), passesLeft, tokensLeft));
    }
}
