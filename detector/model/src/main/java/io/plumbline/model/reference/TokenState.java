package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvHead;

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

    private TokenState(int id) {
        this.id = id;
        this.keys = new double[0][];
        this.values = new double[0][];
    }

    /** What a head may hold of it. */
    KvEntry entry(int position, KvHead head, int width) {
        return new KvEntry(position, keys[head.layer()], values[head.layer()], head.head() * width, 1);
    }

    /** The same token, its keys, values and state forgotten. */
    TokenState idOnly() {
        return new TokenState(id);
    }
}
