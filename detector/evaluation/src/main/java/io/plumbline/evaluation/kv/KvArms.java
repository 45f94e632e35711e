package io.plumbline.evaluation.kv;

import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.atlas.kv.KvBudget;
import io.plumbline.atlas.kv.KvPolicies;
import io.plumbline.atlas.kv.KvScores;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The policies that are compared at a budget, and those with other heads beside the ones that choose heads. */
final class KvArms {
    /** Families that newer atlases have, by the papers they come from. */
    private static final String STREAM = "stream";

    private static final String SPAN = "span";
    private static final String HEADKV_R2 = "headKvR2";

    private final ModelConfig config;
    private final KvPlan plan;
    private final KvScores copy;
    private final KvScores induction;
    private final KvScores echo;
    private final KvScores gates;
    private final Optional<KvScores> reasoning;
    private final Optional<KvScores> spans;
    private final List<String> notes = new ArrayList<>();

    /**
     * One policy to measure.
     *
     * @param arm what it is compared as
     * @param control 0 for the policy itself, from 1 on for random heads in place of its own
     * @param policy at the budget
     */
    record Run(String arm, int control, KvPolicy policy) {}

    KvArms(HeadAtlas atlas, ModelConfig config, KvPlan plan) {
        this.config = config;
        this.plan = plan;
        this.copy = KvScores.of(atlas.family(ScoreFamily.COPY), config);
        this.induction = KvScores.of(atlas.family(ScoreFamily.INDUCTION), config);
        this.echo = KvScores.of(atlas.family(ScoreFamily.ECHO), config);
        Optional<KvScores> stream = family(atlas, STREAM);
        this.gates = stream.orElse(copy);
        this.reasoning = family(atlas, HEADKV_R2);
        this.spans = family(atlas, SPAN);
        notes.add("DuoAttention's order of heads: "
                + (stream.isPresent()
                        ? "the atlas' family 'stream'."
                        : "the atlas has no family 'stream'; its retrieval score 'copy' stands in for the gates."));
        notes.add(
                spans.isPresent()
                        ? "MoA's spans: the atlas' family 'span'."
                        : "MoA is left out: the atlas has no spans.");
    }

    private Optional<KvScores> family(HeadAtlas atlas, String name) {
        return Optional.ofNullable(atlas.families().get(name)).map(family -> KvScores.of(family, config));
    }

    /** What stands in for what, in words. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** All at a budget, in the order of the report; a prompt's length changes sizes, never the order. */
    List<Run> at(KvBudget budget) {
        KvPolicies policies = new KvPolicies(config, budget);
        List<Run> runs = new ArrayList<>();
        runs.add(new Run("streaming", 0, policies.streaming()));
        runs.add(new Run("s2", 0, policies.strided()));
        spans.ifPresent(span -> runs.add(new Run("moa", 0, policies.moa(span::of))));
        runs.add(new Run("snapkv", 0, policies.snapKv()));
        List<KvHead> retrieval = policies.razorHeads(induction, echo);
        withControls(runs, "razor", retrieval, induction, heads -> policies.razor(heads, true));
        runs.add(new Run("razor, no mean", 0, policies.razor(retrieval, false)));
        List<KvHead> duo = policies.duoHeads(gates.ranking());
        withControls(runs, "duo", duo, gates, policies::duo);
        headKv(runs, policies, "headkv", copy);
        reasoning.ifPresent(scores -> headKv(runs, policies, "headkv-r2", scores));
        return runs;
    }

    private void withControls(
            List<Run> runs, String arm, List<KvHead> heads, KvScores scores, Function<List<KvHead>, KvPolicy> policy) {
        runs.add(new Run(arm, 0, policy.apply(heads)));
        List<List<KvHead>> controls = scores.controls(heads, plan.controls(), plan.seed());
        for (int i = 0; i < controls.size(); i++) {
            runs.add(new Run(arm, i + 1, policy.apply(controls.get(i))));
        }
    }

    private void headKv(List<Run> runs, KvPolicies policies, String arm, KvScores scores) {
        runs.add(new Run(arm, 0, policies.headKv(scores::of, plan.beta())));
        for (int i = 1; i <= plan.controls(); i++) {
            runs.add(new Run(arm, i, policies.headKv(policies.mistaken(scores::of, plan.seed() + i), plan.beta())));
        }
    }

    /** What the choice of heads depends on, for keeping results. */
    String identity() {
        return Map.of("copy", copy, "induction", induction, "echo", echo, "gates", gates).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + scores(entry.getValue()))
                        .toList()
                + spans.map(KvArms::scores).orElse("")
                + reasoning.map(KvArms::scores).orElse("");
    }

    private static String scores(KvScores scores) {
        return scores.ranking().stream()
                .map(head -> head + "=" + scores.of(head))
                .toList()
                .toString();
    }
}
