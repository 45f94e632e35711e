package io.plumbline.atlas;

/** How many families of scores a build measures. */
public enum AtlasScope {
    /** Retrieval, induction and echo heads, with which detectors are calibrated: minutes. */
    CORE,
    /** Every family there is: see {@link ScoreFamily} for their names. */
    ALL
}
