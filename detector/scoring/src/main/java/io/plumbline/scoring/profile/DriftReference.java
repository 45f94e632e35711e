package io.plumbline.scoring.profile;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How signals were distributed over the calibration answers, to hold live traffic against: a change of model, prompt or
 * retriever shows here before there are labels.
 *
 * @param quantiles by signal name, {@value #POINTS} values from the minimum to the maximum at equal shares, not falling; see
 *     {@code io.plumbline.scoring.DriftSignals} for the names
 */
public record DriftReference(Map<String, List<Double>> quantiles) {
    /** Values for each signal: every twentieth part. */
    public static final int POINTS = 21;

    /** The signal that is the probability of the answer. */
    public static final String PROBABILITY = "probability";

    /** Nothing to compare with. */
    public static final DriftReference NONE = new DriftReference(Map.of());

    public DriftReference {
        Map<String, List<Double>> copy = new TreeMap<>();
        quantiles.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        quantiles = Map.copyOf(copy);
        copy.forEach((name, values) -> {
            if (values.size() != POINTS) {
                throw new IllegalArgumentException(name + " has " + values.size() + " quantiles; needed " + POINTS);
            }
            for (int i = 0; i < POINTS; i++) {
                Checks.finite(name, values.get(i));
                if (i > 0 && values.get(i) < values.get(i - 1)) {
                    throw new IllegalArgumentException("quantiles of " + name + " fall: " + values);
                }
            }
        });
    }
}
