package io.plumbline.scoring;

import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.feature.FeatureTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the passes over one window gave.
 *
 * @param table features of the answer's tokens
 * @param contextTokens tokens of passage text in the window
 * @param parts passage parts, for evidence; empty without
 * @param attention on the parts, {@code [token × head and part]}; present iff there are parts
 */
public record ExaminedWindow(
        FeatureTable table, int contextTokens, List<PassagePart> parts, Optional<FloatMatrix> attention) {
    public ExaminedWindow {
        Objects.requireNonNull(table, "table is null");
        parts = List.copyOf(parts);
        if (parts.isEmpty() != attention.isEmpty()) {
            throw new IllegalArgumentException(parts.size() + " parts and attention " + attention);
        }
        if (contextTokens < 0) {
            throw new IllegalArgumentException("context tokens " + contextTokens);
        }
    }
}
