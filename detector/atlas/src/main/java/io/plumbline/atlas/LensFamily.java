package io.plumbline.atlas;

import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.WeightSlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each head writes by itself: the most likely token of {@code U · norm(z W_O)} at rows that write a needle's answer (the
 * logit lens on one head). Its score is the share of rows at which that token is the one written.
 */
final class LensFamily implements HeadFamily {
    private static final int VERSION = 1;
    /** Columns of a product at once: the block stays in the core's cache. */
    private static final int BLOCK = 512;

    private static final String DEFINITION =
            "share of the rows of a needle's answer at which the head's own output, read by"
                    + " final norm and unembedding, names the token that is written (logit lens)";

    private final FamilyContext context;
    private final FurtherPlan.Vocabulary plan;
    private final List<NeedleProbe> probes;
    private final int rowsEach;

    LensFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().weights();
        List<NeedleProbe> all = context.probes().shortNeedles();
        this.probes = all.subList(0, Math.min(all.size(), plan.lensRows()));
        this.rowsEach = Math.max(1, plan.lensRows() / probes.size());
    }

    @Override
    public String name() {
        return ScoreFamily.LENS;
    }

    @Override
    public long tokens() {
        return probes.stream().mapToLong(probe -> probe.ids().size()).sum();
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        List<double[]> scores = new ArrayList<>();
        List<Map<Integer, Integer>> counts = new ArrayList<>();
        IntStream.range(0, heads).forEach(h -> counts.add(new TreeMap<>()));
        int rows = 0;
        for (NeedleProbe probe : probes) {
            TokenSpan span = rows(probe);
            double[] named = context.measurements()
                    .kept(
                            "lens",
                            "lens|" + VERSION + "|" + probe.ids().sha256() + "|" + span,
                            probe.ids().size(),
                            heads * span.length(),
                            () -> named(probe, span));
            double[] hits = new double[heads];
            for (int h = 0; h < heads; h++) {
                for (int r = 0; r < span.length(); r++) {
                    int token = (int) named[h * span.length() + r];
                    counts.get(h).merge(token, 1, Integer::sum);
                    hits[h] += token == probe.ids().at(span.start() + r + 1) ? 1.0 / span.length() : 0;
                }
            }
            rows += span.length();
            scores.add(hits);
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                probes.stream().map(probe -> probe.ids().sha256() + rows(probe)).toList(),
                probes.stream().map(NeedleProbe::group).toList(),
                Map.of("rows", Integer.toString(rows), "probes", "the shortest of the copy score"));
        Map<HeadId, TopTokens> tokens = new TreeMap<>();
        for (int h = 0; h < heads; h++) {
            tokens.put(context.heads().get(h), top(counts.get(h), rows));
        }
        Measured scored = Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, scores, 0));
        return scored.and(new Measured(Map.of(), new AtlasDetails(Map.of(), tokens, Map.of())));
    }

    private TokenSpan rows(NeedleProbe probe) {
        int middle = probe.rows().start() + (probe.rows().length() - rowsEach) / 2;
        int start = Math.max(probe.rows().start(), middle);
        return new TokenSpan(start, Math.min(probe.rows().end(), start + rowsEach));
    }

    private TopTokens top(Map<Integer, Integer> counts, int rows) {
        List<Map.Entry<Integer, Integer>> most = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(plan.lensTokens())
                .toList();
        return new TopTokens(
                most.stream()
                        .map(entry ->
                                context.model().tokenizer().decodeWithoutSpecialTokens(TokenIds.of(entry.getKey())))
                        .toList(),
                most.stream()
                        .map(entry -> Bootstrap.rounded((double) entry.getValue() / rows))
                        .toList());
    }

    /** For each head and row the token that its output names. */
    private double[] named(NeedleProbe probe, TokenSpan rows) {
        List<HookPoint.HeadOutput> captures = context.heads().stream()
                .map(head -> new HookPoint.HeadOutput(head, rows))
                .toList();
        ActivationTrace trace =
                context.measurements().model().forward(ForwardRequest.of(probe.ids(), CapturePlan.of(captures)));
        try (ModelWeights weights = context.model().weights().open()) {
            ModelConfig config = weights.config();
            int width = config.width();
            float[] gain = weights.read(WeightSlot.FINAL_NORM, 0);
            float[] states = new float[captures.size() * rows.length() * width];
            for (int layer = 0; layer < config.layers(); layer++) {
                HeadCircuits.Writes writes = new HeadCircuits.Writes(weights, layer);
                for (int head = 0; head < config.heads(); head++) {
                    int place = layer * config.heads() + head;
                    for (int r = 0; r < rows.length(); r++) {
                        float[] written =
                                writes.of(head, trace.get(captures.get(place)).row(r));
                        for (int i = 0; i < width; i++) {
                            // the norm's length changes no order
                            states[(place * rows.length() + r) * width + i] = written[i] * gain[i];
                        }
                    }
                }
            }
            return best(states, weights.read(WeightSlot.UNEMBEDDING, 0), width);
        }
    }

    /** For each row of {@code states} the row of {@code unembedding} with the largest product, the lower one on a tie. */
    static double[] best(float[] states, float[] unembedding, int width) {
        int count = states.length / width;
        int vocabulary = unembedding.length / width;
        double[] best = new double[count];
        float[] most = new float[count];
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
        for (int from = 0; from < vocabulary; from += BLOCK) {
            int columns = Math.min(BLOCK, vocabulary - from);
            float[] block = Products.transposed(
                    Arrays.copyOfRange(unembedding, from * width, (from + columns) * width), columns, width);
            float[] logits = Products.product(states, block, count, width, columns);
            for (int row = 0; row < count; row++) {
                for (int c = 0; c < columns; c++) {
                    if (logits[row * columns + c] > most[row]) {
                        most[row] = logits[row * columns + c];
                        best[row] = from + c;
                    }
                }
            }
        }
        return best;
    }
}
