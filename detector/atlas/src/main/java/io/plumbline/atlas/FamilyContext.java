package io.plumbline.atlas;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.model.loading.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * What families measure with.
 *
 * @param model the model
 * @param plan how much is measured
 * @param texts needles and prose
 * @param probes probes that several families and the causal check share
 * @param measurements runs passes, or finds what an earlier build kept
 */
record FamilyContext(LoadedModel model, AtlasPlan plan, ProbeTexts texts, ProbeSet probes, Measurements measurements) {

    /** Every head, in ascending order: the order of a measurement's values. */
    List<HeadId> heads() {
        return measurements.heads();
    }

    /**
     * A family from values by probe, with intervals by bootstrap over the probes' groups.
     *
     * @param values for each probe the values of heads, from {@code offset} on those of this family
     */
    ScoreFamily scored(String definition, int version, ProbeProvenance provenance, List<double[]> values, int offset) {
        Bootstrap bootstrap = new Bootstrap(provenance.groups(), plan.resamples(), plan.seed());
        Map<HeadId, HeadScore> scores = new TreeMap<>();
        for (int h = 0; h < heads().size(); h++) {
            int column = offset + h;
            double[] ofHead = values.stream()
                    .mapToDouble(probe -> Bootstrap.rounded(probe[column]))
                    .toArray();
            Estimate estimate = bootstrap.mean(ofHead);
            List<Double> list = Arrays.stream(ofHead).boxed().toList();
            scores.put(heads().get(h), new HeadScore(estimate.mean(), estimate.low(), estimate.high(), list));
        }
        return new ScoreFamily(definition, version, provenance, scores);
    }

    /**
     * A family computed from weights.
     *
     * @param value the score of a head by its place in {@link #heads}
     */
    ScoreFamily weighed(String definition, int version, Map<String, String> settings, IntToDoubleFunction value) {
        Map<HeadId, HeadScore> scores = new TreeMap<>();
        for (int h = 0; h < heads().size(); h++) {
            double rounded = Bootstrap.rounded(value.applyAsDouble(h));
            scores.put(heads().get(h), new HeadScore(rounded, rounded, rounded, List.of()));
        }
        return new ScoreFamily(
                definition, version, provenance(List.of(model.modelSha256()), List.of(), settings), scores);
    }

    /** @param values for each head, by its place in {@link #heads}, the numbers along the axis */
    HeadCurves curves(String definition, List<String> axis, List<double[]> values) {
        Map<HeadId, List<Double>> byHead = new TreeMap<>();
        for (int h = 0; h < heads().size(); h++) {
            byHead.put(
                    heads().get(h),
                    Arrays.stream(values.get(h)).map(Bootstrap::rounded).boxed().toList());
        }
        return new HeadCurves(definition, axis, byHead);
    }

    /**
     * Where a family's probes come from.
     *
     * @param contents what each probe consists of, in order
     * @param groups the group of each probe
     */
    static ProbeProvenance provenance(List<String> contents, List<String> groups, Map<String, String> settings) {
        return new ProbeProvenance(
                Hashes.sha256(String.join("\n", contents).getBytes(StandardCharsets.UTF_8)), groups, settings);
    }
}
