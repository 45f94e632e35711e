package io.plumbline.atlas;

import io.plumbline.atlas.probe.RuleProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.Phase;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.statistics.Proportions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which heads carry an abstract pattern (Yang et al., ICML 2025), by causal mediation: a head's output at the last position is
 * taken from a run on a counterpart, and the score is how much the answer moves from this context's token to the counterpart's, in
 * logits. With the other pattern over the same tokens these are symbolic induction heads; with the same pattern over swapped
 * tokens retrieval heads. Symbol abstraction heads, which act at every example's third item, are not measured. Nothing is measured
 * of a model that does not solve the patterns above chance, and the finding says so.
 */
final class RuleFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final int MEDIATED = 6;
    private static final double CHANCE = 0.5;
    private static final String MEANS =
            " moves the answer from this context's token to the counterpart's when the head's output"
                    + " at the last position comes from there, in logits (causal mediation; Yang et al., ICML 2025)";
    private static final String INDUCTION_DEFINITION =
            "how much the other abstract pattern over the same tokens" + MEANS;
    private static final String RETRIEVAL_DEFINITION = "how much the same abstract pattern over swapped tokens" + MEANS;

    private final FamilyContext context;
    private final FurtherPlan.Rules plan;

    RuleFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().rules();
    }

    @Override
    public String name() {
        return ScoreFamily.SYMBOLIC_INDUCTION;
    }

    private RuleProbe probe(int i, boolean first, boolean swapped) {
        return RuleProbe.of(
                context.model(), plan.shots(), first, swapped, context.plan().seed() + i);
    }

    @Override
    public long tokens() {
        long length = probe(0, true, false).ids().size();
        long mediated = Math.min(MEDIATED, plan.count());
        return 2L * plan.count() * length
                + 4 * mediated * (2 * length + context.heads().size());
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        int right = 0;
        for (int i = 0; i < plan.count(); i++) {
            right += isSolved(probe(i, true, false)) ? 1 : 0;
            right += isSolved(probe(i, false, false)) ? 1 : 0;
        }
        int all = 2 * plan.count();
        double[] interval = Proportions.wilson(right, all);
        boolean solved = interval[0] > CHANCE;
        Finding finding = new Finding(
                String.format(
                        Locale.ROOT,
                        "the model completes %d of %d abstract patterns (x y x, x y y; %d examples each), 95 %% interval %.2f to"
                                + " %.2f, chance between the two tokens %.1f: %s",
                        right,
                        all,
                        plan.shots(),
                        interval[0],
                        interval[1],
                        CHANCE,
                        solved ? "solved above chance" : "not above chance, so no mediation is measured"),
                Map.of(
                        "accuracy", Bootstrap.rounded((double) right / all),
                        "low", Bootstrap.rounded(interval[0]),
                        "high", Bootstrap.rounded(interval[1]),
                        "chance", CHANCE,
                        "patterns", (double) all));
        Measured measured = new Measured(Map.of(), AtlasDetails.NONE).with(name(), finding);
        return solved ? measured.and(mediation()) : measured;
    }

    private boolean isSolved(RuleProbe probe) {
        return context.measurements()
                        .kept(
                                "patterns",
                                "rules|" + VERSION + "|" + probe.ids().sha256(),
                                probe.ids().size(),
                                1,
                                () -> {
                                    float[] logits = logits(probe);
                                    int best = IntStream.range(0, logits.length)
                                            .reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
                                    return new double[] {best};
                                })[0]
                == probe.right();
    }

    private float[] logits(RuleProbe probe) {
        int last = probe.ids().size() - 1;
        Capture logits = new HookPoint.Logits(new TokenSpan(last, last + 1));
        return context.measurements()
                .model()
                .forward(ForwardRequest.of(probe.ids(), CapturePlan.of(logits)))
                .get(logits)
                .row(0);
    }

    Measured mediation() {
        List<double[]> induction = new ArrayList<>();
        List<double[]> retrieval = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < Math.min(MEDIATED, plan.count()); i++) {
            for (boolean first : List.of(true, false)) {
                RuleProbe here = probe(i, first, false);
                induction.add(moved(here, probe(i, !first, false)));
                retrieval.add(moved(here, probe(i, first, true)));
                contents.add(here.ids().sha256());
                groups.add("pattern-" + i);
            }
        }
        ProbeProvenance provenance =
                FamilyContext.provenance(contents, groups, Map.of("shots", Integer.toString(plan.shots())));
        return new Measured(
                Map.of(
                        ScoreFamily.SYMBOLIC_INDUCTION,
                        context.scored(INDUCTION_DEFINITION, VERSION, provenance, induction, 0),
                        ScoreFamily.SYMBOLIC_RETRIEVAL,
                        context.scored(RETRIEVAL_DEFINITION, VERSION, provenance, retrieval, 0)),
                AtlasDetails.NONE);
    }

    /** The mediation of each head. */
    double[] moved(RuleProbe here, RuleProbe there) {
        long tokens =
                (long) here.ids().size() + there.ids().size() + context.heads().size();
        String name = "mediation|" + VERSION + "|" + here.ids().sha256() + "|"
                + there.ids().sha256();
        return context.measurements()
                .kept("mediation", name, tokens, context.heads().size(), () -> {
                    InstrumentedModel model = context.measurements().model();
                    int last = here.ids().size() - 1;
                    TokenSpan row = new TokenSpan(last, last + 1);
                    Capture logits = new HookPoint.Logits(row);
                    List<HookPoint.HeadOutput> outputs = context.heads().stream()
                            .map(head -> new HookPoint.HeadOutput(head, row))
                            .toList();
                    ActivationTrace other = model.forward(ForwardRequest.of(there.ids(), CapturePlan.of(outputs)));
                    double[] moved = new double[outputs.size()];
                    try (KvCache cache = model.newCache()) {
                        model.extend(cache, ForwardRequest.of(here.ids().slice(0, last), CapturePlan.NONE));
                        double base = towards(here, last(model, cache, here, InterventionPlan.NONE, logits));
                        for (int h = 0; h < moved.length; h++) {
                            HeadId head = context.heads().get(h);
                            FloatMatrix z = other.get(outputs.get(h));
                            InterventionPlan patch = InterventionPlan.of(new Intervention.HeadKnockout(
                                    List.of(head), KnockoutMode.MEAN, Phase.BOTH, Map.of(head, z)));
                            moved[h] = towards(here, last(model, cache, here, patch, logits)) - base;
                        }
                    }
                    return moved;
                });
    }

    private static float[] last(
            InstrumentedModel model, KvCache shared, RuleProbe probe, InterventionPlan patch, Capture logits) {
        int last = probe.ids().size() - 1;
        try (KvCache branch = shared.branch()) {
            return model.extend(
                            branch,
                            new ForwardRequest(probe.ids().slice(last, last + 1), CapturePlan.of(logits), patch, last))
                    .get(logits)
                    .row(0);
        }
    }

    /** How much likelier the counterpart's answer is. Pattern and tokens differ between the two kinds; this answer does not. */
    private static double towards(RuleProbe here, float[] logits) {
        return (double) logits[here.wrong()] - logits[here.right()];
    }
}
