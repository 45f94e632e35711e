package io.plumbline.attribution;

/**
 * What an attribution cost.
 *
 * @param passes passes of the model
 * @param tokens tokens that ran
 * @param reusedTokens tokens that did not, because an earlier pass had left their keys and values
 */
public record AttributionCost(int passes, long tokens, long reusedTokens) {
    public AttributionCost {
        if (passes < 0 || tokens < 0 || reusedTokens < 0) {
            throw new IllegalArgumentException(
                    "passes " + passes + ", tokens " + tokens + ", reusedTokens " + reusedTokens);
        }
    }
}
