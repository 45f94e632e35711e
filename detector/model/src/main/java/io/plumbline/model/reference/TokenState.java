package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;

/** What one token leaves behind for later ones: its keys and values per layer and its final-norm state. */
final class TokenState {
    final int id;
    /** {@code [layer][kvHeads · headWidth]}, rotated. */
    final double[][] keys;
    /** {@code [layer][kvHeads · headWidth]}. */
    final double[][] values;
    /** {@code [width]}; set when the pass is through. */
    double[] finalNorm = new double[0];

    TokenState(int id, ModelConfig config) {
        this.id = id;
        this.keys = new double[config.layers()][];
        this.values = new double[config.layers()][];
    }
}
