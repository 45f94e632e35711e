package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.TokenIds;

/** The keys and values that a pass reads and adds to. */
interface PassMemory {
    /** The tokens before the pass. */
    TokenIds past();

    /**
     * A layer's attention over what is held and the pass's own tokens, which it takes in: queries
     * {@code [token × head × headWidth]}, turned, and z {@code [token × heads · headWidth]}.
     *
     * @param scope owns what is returned
     */
    PtNDArray[] attention(int layer, PtNDArray x, PtNDArray turns, PtNDManager scope);

    /**
     * A layer's keys, {@code [kvHeads × capacity × headWidth]}, this pass's behind those before.
     *
     * @throws IllegalStateException if not every key is held
     */
    PtNDArray keys(int layer);

    /** As {@link #keys}. */
    PtNDArray values(int layer);
}
