package io.plumbline.scoring.profile;

/**
 * What is shown of where the copying heads read.
 *
 * @param partsPerSpan passage parts for each flagged span; 0 switches evidence off
 * @param partTokens length of a part, tokens
 * @param headsPerPart heads named for each part
 */
public record EvidenceRule(int partsPerSpan, int partTokens, int headsPerPart) {
    public static final EvidenceRule DEFAULT = new EvidenceRule(3, 12, 2);

    public EvidenceRule {
        Checks.atLeast("partsPerSpan", partsPerSpan, 0);
        Checks.atLeast("partTokens", partTokens, 1);
        Checks.atLeast("headsPerPart", headsPerPart, 1);
    }
}
