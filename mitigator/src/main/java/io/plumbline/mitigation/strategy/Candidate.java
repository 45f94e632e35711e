package io.plumbline.mitigation.strategy;

import io.plumbline.model.TokenIds;
import io.plumbline.model.sampling.Decoded;
import java.util.Objects;

/**
 * An answer that a strategy wrote.
 *
 * @param text without special tokens, white space at the ends cut off; may be empty
 * @param ids tokens as written, without the stop token
 * @param strategy {@link Strategy#title()}
 * @param version {@link Strategy#VERSION}
 * @param end why it ended; only {@code STOP_TOKEN} is an answer that the model held to be whole
 * @param cost what it cost
 */
public record Candidate(String text, TokenIds ids, String strategy, int version, Decoded.End end, Cost cost) {
    public Candidate {
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(ids, "ids is null");
        Objects.requireNonNull(end, "end is null");
        Objects.requireNonNull(cost, "cost is null");
        Checks.notBlank("strategy", strategy);
    }
}
