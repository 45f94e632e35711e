package io.plumbline.atlas;

import io.plumbline.atlas.probe.Needle;
import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.NeedleProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.sampling.StepController;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * HeadKV's retrieval-reasoning score (Fu et al., ICLR 2025): of the keys that a head attends to most, as many as the answer has
 * tokens, the attention on those inside the answer, over its length; summed over the rows that write the answer. Which part of
 * the text is the answer takes a step of reasoning (who of two is older). Differs on purpose: teacher-forced, so that a model
 * that answers wrongly has a table, too; how many questions it answers by itself is told beside it.
 */
final class HeadKvFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final double GATE = 0.5;
    private static final String DEFINITION =
            "attention on the answer's tokens among the head's top keys, as many as the answer"
                    + " has tokens, over its length, summed over the rows that write it; the question takes a step of reasoning"
                    + " (teacher-forced; after HeadKV-R2, ICLR 2025)";

    private final FamilyContext context;
    private final List<NeedleProbe> probes = new ArrayList<>();

    HeadKvFamily(FamilyContext context) {
        this.context = context;
        List<Needle> needles = ProbeTexts.reasoning();
        List<String> prose = context.texts().detectionProse();
        NeedleProbes made = new NeedleProbes(context.model(), prose);
        AtlasPlan.Needles plan = context.plan().needles();
        int count = Math.min(needles.size(), plan.count());
        for (int n = 0; n < count; n++) {
            int length = plan.haystackTokens().get(0);
            double depth = plan.depths().get(n % plan.depths().size());
            probes.add(made.probe(needles.get(n), length, depth, n * prose.size() / count));
        }
    }

    @Override
    public String name() {
        return ScoreFamily.HEADKV_R2;
    }

    @Override
    public long tokens() {
        return probes.stream()
                .mapToLong(probe -> probe.ids().size() + probe.prompt().size() + most(probe))
                .sum();
    }

    /** HeadKV stops at the answer's length; some room for words around it. */
    private int most(NeedleProbe probe) {
        return Math.min(context.plan().further().newTokens(), 2 * probe.answer().size());
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        List<double[]> values = new ArrayList<>();
        int answered = 0;
        for (NeedleProbe probe : probes) {
            String name = VERSION + "|" + probe.ids().sha256() + "|" + probe.rows() + "|" + probe.needle();
            values.add(context.measurements()
                    .kept(
                            "reasoning",
                            "headkv|" + name,
                            probe.ids().size(),
                            context.heads().size(),
                            () -> {
                                double[] scores = new double[context.heads().size()];
                                context.measurements()
                                        .patterns(
                                                probe.ids(),
                                                probe.rows(),
                                                (head, pattern) -> scores[head] = score(probe, pattern));
                                return scores;
                            }));
            long run = probe.prompt().size() + (long) most(probe);
            answered += context.measurements()
                                    .kept("reasoning", "headkv-f1|" + name + "|" + most(probe), run, 1, () ->
                                            new double[] {f1(probe)})[0]
                            > GATE
                    ? 1
                    : 0;
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                probes.stream()
                        .map(probe -> probe.ids().sha256() + probe.targets())
                        .toList(),
                probes.stream().map(NeedleProbe::group).toList(),
                Map.of(
                        "needles", Integer.toString(probes.size()),
                        "haystackTokens",
                                context.plan().needles().haystackTokens().get(0).toString(),
                        "promptTemplate", NeedleProbes.template(),
                        "texts", "reasoning.jsonl, haystack-detection.txt"));
        Finding finding = new Finding(
                String.format(
                        Locale.ROOT,
                        "the model answers %d of %d questions that take a step of reasoning by itself (F1 above %.1f);"
                                + " naming either of the two things would give about half",
                        answered,
                        probes.size(),
                        GATE),
                Map.of("answered", (double) answered, "probes", (double) probes.size()));
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, values, 0))
                .with(name(), finding);
    }

    private double f1(NeedleProbe probe) {
        TokenIds written = Answers.of(context.model(), probe.prompt(), most(probe), StepController.ACCEPTING);
        return Answers.f1(
                context.model().tokenizer().decodeWithoutSpecialTokens(probe.answer()),
                context.model().tokenizer().decodeWithoutSpecialTokens(written));
    }

    /** One head's score on one probe, from its attention at the probe's rows. */
    static double score(NeedleProbe probe, FloatMatrix pattern) {
        int length = probe.needle().length();
        double sum = 0;
        for (int r = 0; r < pattern.rows(); r++) {
            float[] row = pattern.row(r);
            float[] sorted = row.clone();
            Arrays.sort(sorted);
            float least = sorted[Math.max(0, sorted.length - length)];
            // the lower key first where several weigh as much as the last that counts
            int above = 0;
            for (float weight : row) {
                above += weight > least ? 1 : 0;
            }
            int level = length - above;
            for (int key = 0; key < probe.needle().end(); key++) {
                boolean top = row[key] > least || (row[key] == least && level-- > 0);
                sum += top && probe.needle().contains(key) ? row[key] : 0;
            }
        }
        return sum / length;
    }
}
