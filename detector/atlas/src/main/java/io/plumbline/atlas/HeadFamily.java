package io.plumbline.atlas;

import java.util.List;
import java.util.Map;

/**
 * One way to look at all heads of a model: it makes its probes when it is constructed, and its constructor stands in {@link
 * Families}. A family may give several scores where they come from the same passes.
 */
interface HeadFamily {
    /** Name of the family, that of its first score. */
    String name();

    /** Tokens that {@link #measure} runs, at most. */
    long tokens();

    /** Runs what is not kept yet. */
    Measured measure();

    /**
     * The scores whose best heads are knocked out: those that choose heads for an intervention.
     *
     * @return for each score the shares of all heads to knock out together
     */
    default Map<String, List<Double>> knockouts() {
        return Map.of();
    }
}
