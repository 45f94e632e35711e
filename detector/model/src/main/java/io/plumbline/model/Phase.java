package io.plumbline.model;

/** Which rows an intervention touches: a row is a decode row from {@link ForwardRequest#decodeFrom()} on. */
public enum Phase {
    PREFILL,
    DECODE,
    BOTH;

    /** Whether a row of the sequence is touched. */
    public boolean touches(int row, int decodeFrom) {
        return this == BOTH || (this == DECODE) == (row >= decodeFrom);
    }
}
