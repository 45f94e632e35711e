package io.plumbline.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a pass brought back: one matrix for each capture of its plan, as plain Java values. Immutable. */
public final class ActivationTrace {
    private final Map<Capture, FloatMatrix> values;

    private ActivationTrace(Map<Capture, FloatMatrix> values) {
        this.values = values;
    }

    /**
     * Holds {@code values} against {@code plan}.
     *
     * @throws IllegalStateException if a capture of the plan did not fire, or came back with another number of rows
     */
    public static ActivationTrace of(CapturePlan plan, Map<Capture, FloatMatrix> values) {
        Map<Capture, FloatMatrix> ordered = new LinkedHashMap<>();
        for (Capture capture : plan.captures()) {
            FloatMatrix value = values.get(capture);
            if (value == null) {
                throw new IllegalStateException("asked for and did not fire: " + capture);
            }
            if (value.rows() != capture.rows().length()) {
                throw new IllegalStateException(capture + " brought " + value.rows() + " rows");
            }
            ordered.put(capture, value);
        }
        return new ActivationTrace(ordered);
    }

    /**
     * The value of one capture, shaped as its type states.
     *
     * @throws IllegalArgumentException if the plan did not ask for it
     */
    public FloatMatrix get(Capture capture) {
        FloatMatrix value = values.get(capture);
        if (value == null) {
            throw new IllegalArgumentException("not in the capture plan: " + capture);
        }
        return value;
    }
}
