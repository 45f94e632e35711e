package io.plumbline.atlas;

import io.plumbline.atlas.probe.PasskeyProbe;
import io.plumbline.atlas.probe.PasskeyProbes;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Intervention;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Phase;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * DuoAttention's question (Xiao et al., arXiv 2410.10819) without its gradients: how much the model's last states change where
 * passkeys are answered if one key/value head keeps only the sink and a recent window. DuoAttention learns a gate for each
 * key/value head by this loss; here each gate is closed alone, a finite difference of the full step. All query heads of a
 * key/value head have its score.
 */
final class StreamFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final String DEFINITION =
            "mean squared change of the final states that write passkeys when the head's"
                    + " key/value head sees only sinks and a recent window (finite difference of DuoAttention's loss, arXiv 2410.10819)";

    private final FamilyContext context;
    private final FurtherPlan.Streaming plan;
    private final List<PasskeyProbe> probes;

    StreamFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().streaming();
        this.probes = PasskeyProbes.of(
                context.model(),
                context.texts().detectionProse(),
                plan.samples(),
                plan.tokens(),
                plan.passkeys(),
                context.plan().seed());
    }

    @Override
    public String name() {
        return ScoreFamily.STREAM;
    }

    @Override
    public long tokens() {
        ModelConfig config = context.measurements().model().config();
        long passes = (long) config.layers() * config.kvHeads();
        return probes.stream().mapToLong(probe -> passes * probe.ids().size()).sum();
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        ModelConfig config = context.measurements().model().config();
        List<double[]> values = new ArrayList<>();
        for (PasskeyProbe probe : probes) {
            Whole whole = new Whole(probe);
            double[] scores = new double[context.heads().size()];
            for (int layer = 0; layer < config.layers(); layer++) {
                for (int kv = 0; kv < config.kvHeads(); kv++) {
                    List<HeadId> group = group(config, layer, kv);
                    String name = "stream|" + VERSION + "|" + probe.ids().sha256() + "|" + probe.rows() + "|"
                            + plan.sink() + "|" + plan.recent() + "|" + group;
                    double loss = context.measurements()
                            .kept("streaming", name, probe.ids().size(), 1, () ->
                                    new double[] {loss(whole.states(), states(probe, group), probe)})[0];
                    group.forEach(head -> scores[head.layer() * config.heads() + head.head()] = loss);
                }
            }
            values.add(scores);
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                probes.stream()
                        .map(probe -> probe.ids().sha256() + probe.rows())
                        .toList(),
                probes.stream().map(PasskeyProbe::id).toList(),
                Map.of(
                        "tokens", Integer.toString(plan.tokens()),
                        "passkeys", Integer.toString(plan.passkeys()),
                        "sink", Integer.toString(plan.sink()),
                        "recent", Integer.toString(plan.recent()),
                        "texts", "haystack-detection.txt"));
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, values, 0));
    }

    private static List<HeadId> group(ModelConfig config, int layer, int kv) {
        return IntStream.range(kv * config.groupSize(), (kv + 1) * config.groupSize())
                .mapToObj(head -> new HeadId(layer, head))
                .toList();
    }

    /** The states of the whole model, once, and only if some head is not kept. */
    private final class Whole {
        private final PasskeyProbe probe;
        private Optional<FloatMatrix> known = Optional.empty();

        Whole(PasskeyProbe probe) {
            this.probe = probe;
        }

        FloatMatrix states() {
            FloatMatrix found = known.orElseGet(() -> StreamFamily.this.states(probe, List.of()));
            known = Optional.of(found);
            return found;
        }
    }

    /** Final states from the first row that writes an answer on. */
    private FloatMatrix states(PasskeyProbe probe, List<HeadId> streaming) {
        HookPoint last = new HookPoint.FinalNorm(
                new TokenSpan(probe.rows().get(0), probe.ids().size()));
        InterventionPlan change = streaming.isEmpty()
                ? InterventionPlan.NONE
                : InterventionPlan.of(new Intervention.HeadWindow(streaming, plan.sink(), plan.recent(), Phase.BOTH));
        return context.measurements()
                .model()
                .forward(new ForwardRequest(probe.ids(), CapturePlan.of(last), change, Integer.MAX_VALUE))
                .get(last);
    }

    /** Mean over the answers' rows and over the width of the squared difference; rows count from the first answer's. */
    static double loss(FloatMatrix whole, FloatMatrix changed, PasskeyProbe probe) {
        double sum = 0;
        for (int row : probe.rows()) {
            int r = row - probe.rows().get(0);
            for (int i = 0; i < whole.columns(); i++) {
                double difference = (double) changed.at(r, i) - whole.at(r, i);
                sum += difference * difference;
            }
        }
        return sum / probe.rows().size() / whole.columns();
    }
}
