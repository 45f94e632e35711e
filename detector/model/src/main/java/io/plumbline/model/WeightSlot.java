package io.plumbline.model;

/** A weight of the decoder. Matrices are {@code [out × in]}, row-major, as {@code y = W x}. */
public enum WeightSlot {
    /** {@code [vocabulary × width]}. */
    TOKEN_EMBEDDING(false),
    /** {@code [vocabulary × width]}; the embedding itself where they are tied. */
    UNEMBEDDING(false),
    /** {@code [width]}. */
    FINAL_NORM(false),
    /** {@code [width]}. */
    ATTENTION_NORM(true),
    /** {@code [heads·headWidth × width]}. */
    QUERY(true),
    /** {@code [kvHeads·headWidth × width]}. */
    KEY(true),
    /** {@code [kvHeads·headWidth × width]}. */
    VALUE(true),
    /** {@code [heads·headWidth]}; only with {@code qkvBias}. */
    QUERY_BIAS(true),
    /** {@code [kvHeads·headWidth]}; only with {@code qkvBias}. */
    KEY_BIAS(true),
    /** {@code [kvHeads·headWidth]}; only with {@code qkvBias}. */
    VALUE_BIAS(true),
    /** {@code [width × heads·headWidth]}. */
    ATTENTION_OUTPUT(true),
    /** {@code [width]}. */
    FFN_NORM(true),
    /** {@code [ffnWidth × width]}. */
    FFN_GATE(true),
    /** {@code [ffnWidth × width]}. */
    FFN_UP(true),
    /** {@code [width × ffnWidth]}. */
    FFN_DOWN(true);

    private final boolean perLayer;

    WeightSlot(boolean perLayer) {
        this.perLayer = perLayer;
    }

    /** Whether every layer has its own. */
    public boolean perLayer() {
        return perLayer;
    }
}
