package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A few numbers of each head along one axis.
 *
 * @param definition what a number means, in words, with its source
 * @param axis what each number stands for, such as a lag
 * @param values for each head as many numbers as the axis is long
 */
public record HeadCurves(String definition, List<String> axis, Map<HeadId, List<Double>> values) {
    /** Attention to what stood around the same token earlier, by lag. */
    public static final String LAG_CRP = "lagCrp";
    /** The CMR model that fits the lag curve best. */
    public static final String CMR_FIT = "cmrFit";
    /** Attention beyond a distance. */
    public static final String SPAN = "span";
    /** MoA's span rule: a head's span over N tokens is alpha + beta N. */
    public static final String SPAN_RULE = "spanRule";
    /** Attention that S2-Attention's masks keep. */
    public static final String STRIDED = "strided";
    /** Attention to each link of a chain. */
    public static final String HOPS = "hops";
    /** What the OV circuit's copying score is made of. */
    public static final String OV_CIRCUIT = "ovCircuit";

    public HeadCurves {
        axis = List.copyOf(axis);
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        if (definition.isBlank() || axis.isEmpty()) {
            throw new IllegalArgumentException("a curve needs a definition and an axis");
        }
        int length = axis.size();
        values.forEach((head, list) -> {
            if (list.size() != length) {
                throw new IllegalArgumentException(
                        "head " + head + " has " + list.size() + " numbers on an axis of " + length);
            }
            list.forEach(value -> Checks.finite("a number of head " + head, value));
        });
    }
}
