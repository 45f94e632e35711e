package io.plumbline.scoring.profile;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where a profile's numbers come from.
 *
 * @param dataSets names of the sets, with version
 * @param split how train, development and held-out rows were told apart
 * @param seed of everything random; within ±2^53, so that JSON keeps it
 * @param calibrationSetSha256 SHA-256 of the calibration rows; empty when there were none
 * @param heldOut measured on rows that nothing was fitted on, by metric name
 * @param note what a reader must know
 */
public record Provenance(
        List<String> dataSets,
        String split,
        long seed,
        String calibrationSetSha256,
        Map<String, Double> heldOut,
        String note) {
    private static final long EXACT_IN_JSON = 1L << 53;

    /** Nothing was fitted. */
    public static final Provenance NONE = new Provenance(List.of(), "none", 0, "", Map.of(), "not fitted");

    public Provenance {
        dataSets = List.copyOf(dataSets);
        heldOut = Map.copyOf(heldOut);
        Objects.requireNonNull(split, "split is null");
        Objects.requireNonNull(note, "note is null");
        if (Math.abs(seed) > EXACT_IN_JSON) {
            throw new IllegalArgumentException("seed " + seed + " does not survive JSON");
        }
        if (!calibrationSetSha256.isEmpty()) {
            Checks.sha256("calibrationSetSha256", calibrationSetSha256);
        }
        new TreeMap<>(heldOut).forEach(Checks::finite);
    }
}
