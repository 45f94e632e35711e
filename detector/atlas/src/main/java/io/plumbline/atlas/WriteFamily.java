package io.plumbline.atlas;

import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.WeightSlot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * LOCOS's write score (Gema et al., arXiv 2607.01002): how much a head pushes the answer's token by what it takes from the needle,
 * less what it pushes by what it takes from elsewhere; it finds heads that retrieve without copying, too. With the attention A, the
 * values v and the answer token's unembedding u_t: {@code mean over t of (Σ_{j in needle} - Σ_{j elsewhere}) A_tj v_j W_O · u_t}.
 * Our formula follows the abstract; the unembedding is taken through the final norm (its gain, and the row's own length), so that
 * a score is in logits, and rows are averaged, so that long answers do not count more.
 */
final class WriteFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final String DEFINITION =
            "logit of the answer's token that the head writes from the needle, less what it"
                    + " writes from elsewhere, mean over the answer's rows (after LOCOS, arXiv 2607.01002)";

    private final FamilyContext context;
    private final List<NeedleProbe> probes;

    WriteFamily(FamilyContext context) {
        this.context = context;
        this.probes = context.probes().shortNeedles();
    }

    @Override
    public String name() {
        return ScoreFamily.WRITE;
    }

    @Override
    public long tokens() {
        return probes.stream().mapToLong(probe -> probe.ids().size()).sum();
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        List<double[]> values = new ArrayList<>();
        for (NeedleProbe probe : probes) {
            values.add(context.measurements()
                    .kept(
                            "writes",
                            "write|" + VERSION + "|" + probe.ids().sha256() + "|" + probe.rows() + "|" + probe.needle(),
                            probe.ids().size(),
                            context.heads().size(),
                            () -> values(probe)));
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                probes.stream()
                        .map(probe -> probe.ids().sha256() + probe.needle())
                        .toList(),
                probes.stream().map(NeedleProbe::group).toList(),
                Map.of("probes", "the shortest of the copy score"));
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, values, 0));
    }

    private double[] values(NeedleProbe probe) {
        ModelConfig config = context.measurements().model().config();
        TokenSpan rows = probe.rows();
        TokenSpan needle = probe.needle();
        Capture last = new HookPoint.Residual(config.layers() - 1, ResidualSite.POST, rows);
        List<Capture> captures = new ArrayList<>(List.of(last));
        for (int layer = 0; layer < config.layers(); layer++) {
            captures.add(new HookPoint.Residual(layer, ResidualSite.PRE, needle));
        }
        for (HeadId head : context.heads()) {
            captures.add(new HookPoint.AttentionPattern(head, rows));
            captures.add(new HookPoint.HeadOutput(head, rows));
        }
        ActivationTrace trace =
                context.measurements().model().forward(ForwardRequest.of(probe.ids(), CapturePlan.of(captures)));
        double[] scores = new double[context.heads().size()];
        try (ModelWeights weights = context.model().weights().open()) {
            float[][] towards = towards(probe, trace.get(last), weights);
            for (int layer = 0; layer < config.layers(); layer++) {
                HeadCircuits.Values values = new HeadCircuits.Values(weights, layer);
                HeadCircuits.Writes writes = new HeadCircuits.Writes(weights, layer);
                FloatMatrix states = trace.get(new HookPoint.Residual(layer, ResidualSite.PRE, needle));
                List<double[]> ofNeedle = new ArrayList<>();
                for (int key = 0; key < needle.length(); key++) {
                    ofNeedle.add(values.of(states.row(key)));
                }
                for (int head = 0; head < config.heads(); head++) {
                    HeadId id = new HeadId(layer, head);
                    FloatMatrix pattern = trace.get(new HookPoint.AttentionPattern(id, rows));
                    FloatMatrix mixed = trace.get(new HookPoint.HeadOutput(id, rows));
                    int from = head / config.groupSize() * config.headWidth();
                    for (int r = 0; r < rows.length(); r++) {
                        double[] taken = mixed(pattern.row(r), needle.start(), ofNeedle, from, config.headWidth());
                        double[] direction = writes.towards(head, towards[r]);
                        for (int i = 0; i < direction.length; i++) {
                            // the needle's part less the rest, which is all less the needle's part
                            scores[layer * config.heads() + head] +=
                                    (2 * taken[i] - mixed.at(r, i)) * direction[i] / rows.length();
                        }
                    }
                }
            }
        }
        return scores;
    }

    /**
     * What a head takes from some keys.
     *
     * @param weights attention of one row
     * @param firstKey position of the first of {@code values}
     * @param values of all key/value heads, one array for each key
     * @param from where the head's values begin
     */
    static double[] mixed(float[] weights, int firstKey, List<double[]> values, int from, int width) {
        double[] mixed = new double[width];
        for (int key = 0; key < values.size(); key++) {
            double[] value = values.get(key);
            for (int i = 0; i < width; i++) {
                mixed[i] += weights[firstKey + key] * value[from + i];
            }
        }
        return mixed;
    }

    /** For each row the direction of the residual stream that the following token's logit reads. */
    private static float[][] towards(NeedleProbe probe, FloatMatrix states, ModelWeights weights) {
        ModelConfig config = weights.config();
        int width = config.width();
        float[] gain = weights.read(WeightSlot.FINAL_NORM, 0);
        float[] unembedding = weights.read(WeightSlot.UNEMBEDDING, 0);
        float[][] towards = new float[states.rows()][];
        for (int r = 0; r < states.rows(); r++) {
            double squares = 0;
            for (float each : states.row(r)) {
                squares += (double) each * each;
            }
            double scale = 1 / Math.sqrt(squares / width + config.rmsEpsilon());
            int token = probe.ids().at(probe.rows().start() + r + 1);
            towards[r] = Arrays.copyOfRange(unembedding, token * width, (token + 1) * width);
            for (int i = 0; i < width; i++) {
                towards[r][i] *= (float) (gain[i] * scale);
            }
        }
        return towards;
    }
}
