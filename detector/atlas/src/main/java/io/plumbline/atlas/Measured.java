package io.plumbline.atlas;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a family found.
 *
 * @param scores by name; empty where the model cannot do the task
 * @param details curves, tokens and findings
 */
record Measured(Map<String, ScoreFamily> scores, AtlasDetails details) {
    Measured {
        scores = Map.copyOf(scores);
    }

    static Measured of(String name, ScoreFamily family) {
        return new Measured(Map.of(name, family), AtlasDetails.NONE);
    }

    /** This and one curve more. */
    Measured with(String name, HeadCurves curve) {
        Map<String, HeadCurves> curves = new LinkedHashMap<>(details.curves());
        curves.put(name, curve);
        return new Measured(scores, new AtlasDetails(curves, details.tokens(), details.findings()));
    }

    /** This and one finding more. */
    Measured with(String name, Finding finding) {
        Map<String, Finding> findings = new LinkedHashMap<>(details.findings());
        findings.put(name, finding);
        return new Measured(scores, new AtlasDetails(details.curves(), details.tokens(), findings));
    }

    /** Both. */
    Measured and(Measured other) {
        Map<String, ScoreFamily> all = new LinkedHashMap<>(scores);
        all.putAll(other.scores);
        Map<String, HeadCurves> curves = new LinkedHashMap<>(details.curves());
        curves.putAll(other.details.curves());
        Map<String, Finding> findings = new LinkedHashMap<>(details.findings());
        findings.putAll(other.details.findings());
        return new Measured(
                all,
                new AtlasDetails(
                        curves, details.tokens().isEmpty() ? other.details.tokens() : details.tokens(), findings));
    }
}
