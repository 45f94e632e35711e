package io.plumbline.atlas;

import io.plumbline.atlas.probe.LikelihoodProbe;
import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Knocks sets of heads out and compares with their controls, probe by probe. */
final class CausalChecker {
    private final Measurements measurements;
    private final Map<String, List<LikelihoodProbe>> probes;
    private final AtlasPlan plan;

    /** @param probes by metric */
    CausalChecker(Measurements measurements, Map<String, List<LikelihoodProbe>> probes, AtlasPlan plan) {
        this.measurements = measurements;
        this.probes = new TreeMap<>(probes);
        this.plan = plan;
    }

    CausalCheck check(String name, String familyName, ScoreFamily family, List<HeadId> heads, int count) {
        List<List<HeadId>> controls = ControlSets.draw(family, heads, count, plan.seed() + name.hashCode());
        Map<String, CausalEffect> effects = new TreeMap<>();
        probes.forEach((metric, list) -> effects.put(metric, effect(list, heads, controls)));
        return new CausalCheck(name, familyName, heads, controls, Measurements.MODE, Measurements.PHASE, effects);
    }

    private CausalEffect effect(List<LikelihoodProbe> list, List<HeadId> heads, List<List<HeadId>> controls) {
        double[] base = likelihoods(list, List.of());
        double[] knockedOut = likelihoods(list, heads);
        List<double[]> others = new ArrayList<>();
        controls.forEach(control -> others.add(likelihoods(list, control)));
        double[] increase = new double[base.length];
        double[] excess = new double[base.length];
        for (int i = 0; i < base.length; i++) {
            int probe = i;
            increase[i] = knockedOut[i] - base[i];
            excess[i] = knockedOut[i]
                    - others.stream().mapToDouble(o -> o[probe]).average().orElseThrow();
        }
        Bootstrap bootstrap =
                new Bootstrap(list.stream().map(LikelihoodProbe::group).toList(), plan.resamples(), plan.seed());
        return new CausalEffect(
                mean(base),
                mean(knockedOut),
                others.stream().map(CausalChecker::mean).toList(),
                bootstrap.mean(increase),
                bootstrap.mean(excess));
    }

    private double[] likelihoods(List<LikelihoodProbe> list, List<HeadId> knockedOut) {
        return list.stream()
                .mapToDouble(probe -> measurements.likelihood(probe, knockedOut))
                .toArray();
    }

    private static double mean(double[] values) {
        return Bootstrap.rounded(DoubleStream.of(values).sum() / values.length);
    }
}
