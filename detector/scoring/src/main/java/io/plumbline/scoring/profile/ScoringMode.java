package io.plumbline.scoring.profile;

/** The paper's formulas or the authors' code; the package documentation of {@code io.plumbline.scoring} has the table. */
public enum ScoringMode {
    /** Keys are the passages' text; true Jensen-Shannon divergence in nats. The default. */
    STRICT,
    /** As the released ReDeEP code computes it, for comparison. */
    LEGACY
}
