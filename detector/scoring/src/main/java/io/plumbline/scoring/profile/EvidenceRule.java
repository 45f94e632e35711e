package io.plumbline.scoring.profile;

import io.plumbline.model.HeadId;
import java.util.List;

/**
 * What is shown of where heads read.
 *
 * @param heads whose attention is shown; not empty unless evidence is switched off
 * @param partsPerSpan passage parts for each flagged span; 0 switches evidence off
 * @param partTokens length of a part, tokens
 * @param headsPerPart heads named for each part
 */
public record EvidenceRule(List<HeadId> heads, int partsPerSpan, int partTokens, int headsPerPart) {
    /** No evidence, and none is captured. */
    public static final EvidenceRule OFF = new EvidenceRule(List.of(), 0, 1, 1);

    public EvidenceRule {
        heads = List.copyOf(heads);
        Checks.atLeast("partsPerSpan", partsPerSpan, 0);
        Checks.atLeast("partTokens", partTokens, 1);
        Checks.atLeast("headsPerPart", headsPerPart, 1);
        Checks.distinct("head", heads);
        if (heads.isEmpty() && partsPerSpan > 0) {
            throw new IllegalArgumentException("evidence needs heads whose attention is shown");
        }
    }

    /** Three parts of twelve tokens for each span, two heads named for each. */
    public static EvidenceRule of(List<HeadId> heads) {
        return new EvidenceRule(heads, 3, 12, 2);
    }
}
