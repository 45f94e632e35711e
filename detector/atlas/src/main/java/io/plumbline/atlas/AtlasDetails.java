package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an atlas tells about heads beyond one number each. Empty for an atlas of the core families.
 *
 * @param curves curves by name, see {@link HeadCurves}
 * @param tokens what heads write
 * @param findings what was found about the model as a whole, by name
 */
public record AtlasDetails(
        Map<String, HeadCurves> curves, Map<HeadId, TopTokens> tokens, Map<String, Finding> findings) {
    /** Nothing. */
    public static final AtlasDetails NONE = new AtlasDetails(Map.of(), Map.of(), Map.of());

    public AtlasDetails {
        curves = Collections.unmodifiableMap(new TreeMap<>(curves));
        tokens = Collections.unmodifiableMap(new TreeMap<>(tokens));
        findings = Collections.unmodifiableMap(new TreeMap<>(findings));
        curves.keySet().forEach(name -> Checks.name("a curve", name));
        findings.keySet().forEach(name -> Checks.name("a finding", name));
    }

    /** Whether there is nothing. */
    boolean holdsNothing() {
        return equals(NONE);
    }
}
