package io.plumbline.atlas;

import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.sampling.StepController;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The retrieval score of Wu et al. (arXiv 2404.15574) as it is released: over greedy decoding, of probes that the model answers.
 * A step counts for a head if the key that it attends to most lies in the needle and holds the very token that is written.
 * {@link ScoreFamily#GENERATED} counts different needle positions, as the paper defines; {@link ScoreFamily#GENERATED_STEPS}
 * counts steps, as the code does, and may exceed 1 where the model repeats itself. Differs from the code on purpose: needle
 * positions are known instead of searched, decoding ends at the end token, and words are compared without a stemmer.
 */
final class GeneratedFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final double GATE = 0.5;
    private static final String DEFINITION =
            "of the needle's positions those that the head attends to most while the model"
                    + " writes their token by itself, over probes with a recall of the answer above 0.5 (Wu et al., arXiv 2404.15574)";
    private static final String STEPS_DEFINITION = "steps at which the head attends most to the needle's token that the"
            + " model writes by itself, over the needle's length, over probes with a recall of the answer above 0.5 (as"
            + " Retrieval_Head, arXiv 2404.15574, counts; may exceed 1)";

    private final FamilyContext context;
    private final int most;

    GeneratedFamily(FamilyContext context) {
        this.context = context;
        this.most = context.plan().further().newTokens();
    }

    @Override
    public String name() {
        return ScoreFamily.GENERATED;
    }

    @Override
    public long tokens() {
        return context.probes().needles().stream()
                .mapToLong(probe -> probe.prompt().size() + most)
                .sum();
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        List<double[]> passed = new ArrayList<>();
        List<NeedleProbe> answered = new ArrayList<>();
        for (NeedleProbe probe : context.probes().needles()) {
            double[] values = context.measurements()
                    .kept(
                            "answers",
                            "generated|" + VERSION + "|" + most + "|"
                                    + probe.ids().sha256() + "|" + probe.rows() + "|" + probe.needle(),
                            probe.prompt().size() + most,
                            1 + 2 * heads,
                            () -> values(probe));
            if (values[0] > GATE) {
                passed.add(values);
                answered.add(probe);
            }
        }
        int all = context.probes().needles().size();
        Finding finding = new Finding(
                String.format(
                        Locale.ROOT,
                        "the model answers %d of %d needle probes by itself (recall above %.1f)",
                        passed.size(),
                        all,
                        GATE),
                Map.of("answered", (double) passed.size(), "probes", (double) all));
        Measured measured = new Measured(Map.of(), AtlasDetails.NONE).with(name(), finding);
        if (passed.isEmpty()) {
            return measured;
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                answered.stream().map(probe -> probe.ids().sha256()).toList(),
                answered.stream().map(NeedleProbe::group).toList(),
                Map.of(
                        "newTokens",
                        Integer.toString(most),
                        "probes",
                        "those of the copy score that the model answers",
                        "gate",
                        "recall of words above " + GATE));
        return measured.and(Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, passed, 1)))
                .and(Measured.of(
                        ScoreFamily.GENERATED_STEPS,
                        context.scored(STEPS_DEFINITION, VERSION, provenance, passed, 1 + heads)));
    }

    /** Recall, then each head's positions, then each head's steps. */
    private double[] values(NeedleProbe probe) {
        TopKeys top = new TopKeys(context.heads());
        TokenIds written = Answers.of(context.model(), probe.prompt(), most, top);
        int heads = context.heads().size();
        double[] values = new double[1 + 2 * heads];
        values[0] = Answers.recall(
                context.model().tokenizer().decodeWithoutSpecialTokens(probe.answer()),
                context.model().tokenizer().decodeWithoutSpecialTokens(written));
        for (int h = 0; h < heads; h++) {
            int head = h;
            int[] keys = top.keys.stream().mapToInt(step -> step[head]).toArray();
            values[1 + h] = positions(probe, written, keys);
            values[1 + heads + h] = steps(probe, written, keys);
        }
        return values;
    }

    /**
     * The paper's score of one head.
     *
     * @param keys for each written token, and perhaps one step more, the key attended to most
     */
    static double positions(NeedleProbe probe, TokenIds written, int[] keys) {
        Set<Integer> copied = new HashSet<>();
        for (int i = 0; i < written.size(); i++) {
            if (isCopied(probe, written.at(i), keys[i])) {
                copied.add(keys[i]);
            }
        }
        return (double) copied.size() / probe.needle().length();
    }

    /** The released code's score of one head. */
    static double steps(NeedleProbe probe, TokenIds written, int[] keys) {
        int count = 0;
        for (int i = 0; i < written.size(); i++) {
            count += isCopied(probe, written.at(i), keys[i]) ? 1 : 0;
        }
        return (double) count / probe.needle().length();
    }

    private static boolean isCopied(NeedleProbe probe, int token, int key) {
        return probe.needle().contains(key) && probe.ids().at(key) == token;
    }

    /** Remembers where each head looks most when a token is chosen. */
    private static final class TopKeys implements StepController {
        private final List<HeadId> heads;
        private final List<int[]> keys = new ArrayList<>();

        TopKeys(List<HeadId> heads) {
            this.heads = heads;
        }

        private List<HookPoint.AttentionPattern> patterns(TokenSpan rows) {
            TokenSpan last = new TokenSpan(rows.end() - 1, rows.end());
            return heads.stream()
                    .map(head -> new HookPoint.AttentionPattern(head, last))
                    .toList();
        }

        @Override
        public CapturePlan captures(TokenSpan rows) {
            return CapturePlan.of(patterns(rows));
        }

        @Override
        public Decision onStep(Step step) {
            ActivationTrace trace = step.trace();
            keys.add(patterns(step.rows()).stream()
                    .mapToInt(capture -> top(trace.get(capture)))
                    .toArray());
            return new Decision.Accept();
        }

        private static int top(FloatMatrix row) {
            int best = 0;
            for (int key = 1; key < row.columns(); key++) {
                best = row.at(0, key) > row.at(0, best) ? key : best;
            }
            return best;
        }
    }
}
