package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.Intervention;
import io.plumbline.model.Phase;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request's interventions, applied in the order of its plan to the rows of a pass that their phase touches. */
final class EngineInterventions {
    private final DecoderRuntime runtime;
    private final List<Intervention> plan;
    private final int decodeFrom;
    private final int past;
    private final int count;

    EngineInterventions(DecoderRuntime runtime, ForwardRequest request, int past) {
        this.runtime = runtime;
        this.plan = request.interventions().interventions();
        this.decodeFrom = request.decodeFrom();
        this.past = past;
        this.count = request.ids().size();
    }

    /**
     * Computes anew, into {@code z [token × heads · headWidth]}, the heads whose pattern is changed; prefill and decode rows run
     * apart, since other factors may touch them.
     */
    void changePatterns(int layer, PtNDArray z, PtNDArray queries, PassMemory memory, PtNDManager scope) {
        for (TokenSpan rows : List.of(localRows(Phase.PREFILL), localRows(Phase.DECODE))) {
            Map<HeadId, List<Intervention.KeyScale>> byHead = new TreeMap<>();
            for (Intervention intervention : plan) {
                if (intervention instanceof Intervention.KeyScale scale
                        && !rows.isEmpty()
                        && scale.phase().touches(past + rows.start(), decodeFrom)) {
                    scale.heads().stream().filter(head -> head.layer() == layer).forEach(head -> byHead.computeIfAbsent(
                                    head, h -> new ArrayList<>())
                            .add(scale));
                }
            }
            Map<List<Intervention.KeyScale>, List<HeadId>> groups = new LinkedHashMap<>();
            byHead.forEach((head, scales) ->
                    groups.computeIfAbsent(scales, g -> new ArrayList<>()).add(head));
            groups.forEach((scales, heads) -> steer(scales, heads, rows, z, queries, memory, layer, scope));
        }
    }

    private void steer(
            List<Intervention.KeyScale> scales,
            List<HeadId> heads,
            TokenSpan rows,
            PtNDArray z,
            PtNDArray queries,
            PassMemory memory,
            int layer,
            PtNDManager scope) {
        int seen = past + count;
        float[] factors = new float[seen];
        Arrays.fill(factors, 1);
        for (Intervention.KeyScale scale : scales) {
            for (int key : scale.keys().toArray()) {
                factors[key] *= scale.factor();
            }
        }
        int groupSize = runtime.config().groupSize();
        runtime.script()
                .call("steer_heads")
                .tensor(z)
                .tensor(queries)
                .tensor(memory.keys(layer))
                .tensor(memory.values(layer))
                .integer(past)
                .integer(rows.start())
                .integer(rows.length())
                .integer(seen)
                .tensor(runtime.integers(
                        scope, heads.stream().mapToInt(HeadId::head).toArray()))
                .tensor(runtime.integers(
                        scope,
                        heads.stream().mapToInt(h -> h.head() / groupSize).toArray()))
                .tensor(runtime.floats(scope, factors, 1, seen))
                .run(scope);
    }

    /**
     * Changes {@code z [token × heads · headWidth]} in place.
     *
     * @param queries turned, {@code [token × head × headWidth]}
     * @param memory asked for keys and values only where a change needs them
     */
    void changeHeads(int layer, PtNDArray z, PtNDArray queries, PassMemory memory, PtNDManager scope) {
        for (Intervention intervention : plan) {
            TokenSpan rows = localRows(intervention.phase());
            if (rows.isEmpty()) {
                continue;
            }
            if (intervention instanceof Intervention.HeadScale scale) {
                scale.heads().stream().filter(head -> head.layer() == layer).forEach(head -> onHead(
                                "scale_head", z, rows, head)
                        .real(scale.factor())
                        .run(scope));
            } else if (intervention instanceof Intervention.HeadKnockout knockout) {
                knockout.heads().stream()
                        .filter(head -> head.layer() == layer)
                        .forEach(head -> knockOut(knockout, head, rows, z, memory, scope));
            } else if (intervention instanceof Intervention.HeadWindow window) {
                window.heads().stream().filter(head -> head.layer() == layer).forEach(head -> onHead(
                                "set_head", z, rows, head)
                        .tensor(within(window, head, rows, queries, memory, scope))
                        .run(scope));
            }
        }
    }

    private void knockOut(
            Intervention.HeadKnockout knockout,
            HeadId head,
            TokenSpan rows,
            PtNDArray z,
            PassMemory memory,
            PtNDManager scope) {
        int width = runtime.config().headWidth();
        PtNDArray standIn =
                switch (knockout.mode()) {
                    case UNIFORM ->
                        runtime.script()
                                .call("mean_of_values")
                                .tensor(memory.values(head.layer()))
                                .integer(head.head() / runtime.config().groupSize())
                                .integer(past)
                                .integer(rows.start())
                                .integer(rows.end())
                                .tensor(scope);
                    case ZERO -> runtime.floats(scope, new float[width], 1, width);
                    case MEAN -> runtime.floats(scope, mean(knockout, head), 1, width);
                };
        onHead("set_head", z, rows, head).tensor(standIn).run(scope);
    }

    private PtNDArray within(
            Intervention.HeadWindow window,
            HeadId head,
            TokenSpan rows,
            PtNDArray queries,
            PassMemory memory,
            PtNDManager scope) {
        return runtime.script()
                .call("within_window")
                .tensor(queries)
                .tensor(memory.keys(head.layer()))
                .tensor(memory.values(head.layer()))
                .integer(past)
                .integer(rows.start())
                .integer(rows.end())
                .integer(head.head())
                .integer(head.head() / runtime.config().groupSize())
                .integer(window.sink())
                .integer(window.recent())
                .tensor(scope);
    }

    private static float[] mean(Intervention.HeadKnockout knockout, HeadId head) {
        FloatMatrix mean = knockout.means().get(head);
        if (mean == null) {
            throw new IllegalStateException("no mean for " + head);
        }
        return mean.row(0);
    }

    private TorchScript.Call onHead(String function, PtNDArray z, TokenSpan rows, HeadId head) {
        return runtime.script()
                .call(function)
                .tensor(z)
                .integer(rows.start())
                .integer(rows.end())
                .integer(head.head())
                .integer(runtime.config().headWidth());
    }

    /** Adds the layer's FFN scales to the arguments of {@code feed_forward}: starts, ends, factors. */
    TorchScript.Call addFfnScales(int layer, TorchScript.Call call) {
        List<Intervention.FfnScale> scales = plan.stream()
                .filter(Intervention.FfnScale.class::isInstance)
                .map(Intervention.FfnScale.class::cast)
                .filter(scale ->
                        scale.layer() == layer && !localRows(scale.phase()).isEmpty())
                .toList();
        return call.integers(scales.stream()
                        .mapToLong(s -> localRows(s.phase()).start())
                        .toArray())
                .integers(scales.stream()
                        .mapToLong(s -> localRows(s.phase()).end())
                        .toArray())
                .reals(scales.stream()
                        .mapToDouble(Intervention.FfnScale::factor)
                        .toArray());
    }

    /** The rows of this pass that a phase touches, counted from its first token; always one range. */
    private TokenSpan localRows(Phase phase) {
        int boundary = Math.min(Math.max(decodeFrom - past, 0), count);
        return switch (phase) {
            case BOTH -> new TokenSpan(0, count);
            case PREFILL -> new TokenSpan(0, boundary);
            case DECODE -> new TokenSpan(boundary, count);
        };
    }
}
