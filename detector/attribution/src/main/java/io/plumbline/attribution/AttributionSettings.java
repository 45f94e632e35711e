package io.plumbline.attribution;

import io.plumbline.model.DivergenceMode;
import io.plumbline.model.HeadId;
import java.util.List;
import java.util.Objects;

/**
 * How attribution works, and its limits.
 *
 * @param heads retrieval heads, for the methods that read heads and for choosing sentences where there are too many;
 *     may be empty
 * @param divergence of ARC-JSD; reversed KL is the authors' released code and unbounded
 * @param probeTopKeys most attended positions of each head and row that vote in retrieval probing
 * @param maxSentences sentences that ARC-JSD takes out, one pass each; of more, those are taken that the heads attend
 *     to most
 * @param maxTokens tokens that ARC-JSD runs for them, about; the same
 */
public record AttributionSettings(
        List<HeadId> heads, DivergenceMode divergence, int probeTopKeys, int maxSentences, int maxTokens) {
    /** As ICR2 uses by default. */
    private static final int PROBE_TOP_KEYS = 4;

    private static final int MAX_SENTENCES = 64;

    /** Minutes on two cores with the default model. */
    private static final int MAX_TOKENS = 1 << 16;

    public AttributionSettings {
        Objects.requireNonNull(divergence, "divergence is null");
        heads = List.copyOf(heads);
        if (heads.stream().distinct().count() != heads.size()) {
            throw new IllegalArgumentException("a head is listed twice: " + heads);
        }
        if (probeTopKeys < 1 || maxSentences < 1 || maxTokens < 1) {
            throw new IllegalArgumentException("probeTopKeys " + probeTopKeys + ", maxSentences " + maxSentences
                    + ", maxTokens " + maxTokens + ": each must be 1 at least");
        }
    }

    /** The defaults, with these heads. */
    public static AttributionSettings of(List<HeadId> heads) {
        return new AttributionSettings(heads, DivergenceMode.JENSEN_SHANNON, PROBE_TOP_KEYS, MAX_SENTENCES, MAX_TOKENS);
    }

    public AttributionSettings withDivergence(DivergenceMode other) {
        return new AttributionSettings(heads, other, probeTopKeys, maxSentences, maxTokens);
    }

    /** The same with other limits. */
    public AttributionSettings withLimits(int sentences, int tokens) {
        return new AttributionSettings(heads, divergence, probeTopKeys, sentences, tokens);
    }
}
