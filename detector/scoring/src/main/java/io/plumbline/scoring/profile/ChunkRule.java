package io.plumbline.scoring.profile;

/**
 * Chunk-level settings.
 *
 * @param embedder name of the {@code ChunkEmbedder}
 * @param maxChars longest chunk, code points
 * @param overlapChars shared by neighbours at most, code points
 */
public record ChunkRule(String embedder, int maxChars, int overlapChars) {
    public ChunkRule {
        Checks.notBlank("embedder", embedder);
        Checks.atLeast("maxChars", maxChars, 1);
        Checks.atLeast("overlapChars", overlapChars, 0);
        if (overlapChars >= maxChars) {
            throw new IllegalArgumentException("overlapChars " + overlapChars + " of " + maxChars);
        }
    }
}
