package io.plumbline.atlas;

import java.util.List;
import java.util.Map;

/**
 * What a family was measured on.
 *
 * @param sha256 SHA-256 over all probes' token ids and targets, in order
 * @param groups the group of each probe, in order (probes of a group are resampled together); empty for a family that is
 *     computed from weights
 * @param settings how the probes were made, by name
 */
public record ProbeProvenance(String sha256, List<String> groups, Map<String, String> settings) {
    public ProbeProvenance {
        Checks.sha256("probes sha256", sha256);
        groups = List.copyOf(groups);
        settings = Map.copyOf(settings);
        Checks.texts("probe settings", settings);
    }

    /** Number of probes. */
    public int count() {
        return groups.size();
    }
}
