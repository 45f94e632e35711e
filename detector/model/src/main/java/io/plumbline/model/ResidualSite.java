package io.plumbline.model;

/** Where in a block the residual stream is read. */
public enum ResidualSite {
    /** Block input. */
    PRE,
    /** After attention, before the FFN. */
    MID,
    /** Block output, after the FFN; before the final norm also in the last layer. */
    POST
}
