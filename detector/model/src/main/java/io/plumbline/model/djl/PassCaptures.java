package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects what a request's plan asks for while a pass goes by. */
final class PassCaptures {
    private final DecoderRuntime runtime;
    private final CapturePlan plan;
    private final int past;
    private final int sequence;
    private final PtNDManager scope;
    private final Map<Capture, CaptureTarget> targets = new LinkedHashMap<>();
    private final PatternCaptures patterns;
    private final VocabularyCaptures vocabulary;

    /**
     * @param ids all tokens of the sequence, cached ones included
     * @param scope owns what is kept until the end of the pass
     */
    PassCaptures(DecoderRuntime runtime, TokenIds ids, int past, ForwardRequest request, PtNDManager scope) {
        this.runtime = runtime;
        this.plan = request.captures();
        this.past = past;
        this.sequence = ids.size();
        this.scope = scope;
        for (Capture capture : plan.captures()) {
            targets.put(capture, new CaptureTarget(capture, columns(capture)));
        }
        List<CaptureTarget> all = List.copyOf(targets.values());
        this.patterns = new PatternCaptures(runtime, ids, past, all, scope);
        this.vocabulary = new VocabularyCaptures(runtime, ids, past, all, scope);
    }

    private int columns(Capture capture) {
        ModelConfig config = runtime.config();
        if (capture instanceof HookPoint.AttentionPattern) {
            return sequence;
        } else if (capture instanceof HookPoint.HeadOutput) {
            return config.headWidth();
        } else if (capture instanceof HookPoint.Logits) {
            return config.vocabulary();
        } else if (capture instanceof HookPoint) {
            return config.width();
        } else if (capture instanceof Reduction.NextToken) {
            return 3;
        } else if (capture instanceof Reduction.LensDivergence
                || capture instanceof Reduction.PredictionDivergence
                || capture instanceof Reduction.LensRank) {
            return 1;
        } else if (capture instanceof Reduction.AttendedStateCosine c) {
            return c.heads().size();
        } else if (capture instanceof Reduction.AttentionMass c) {
            return c.heads().size() * c.keySets().size();
        } else if (capture instanceof Reduction.TopKeyHits c) {
            return c.heads().size() * c.keySets().size();
        } else if (capture instanceof Reduction.TokenMatchMass c) {
            return c.heads().size();
        } else if (capture instanceof Reduction.PointedToken c) {
            return 2 * c.heads().size();
        } else if (capture instanceof Reduction.AttentionEntropy c) {
            return c.heads().size();
        }
        throw new IllegalStateException("unknown capture " + capture);
    }

    /** Shown a layer's input, its queries and keys, and what its heads mixed. */
    void afterAttention(int layer, PtNDArray x, PtNDArray queries, Supplier<PtNDArray> keys, PtNDArray z) {
        residual(layer, ResidualSite.PRE, x);
        int width = runtime.config().headWidth();
        for (CaptureTarget target : targets.values()) {
            if (target.capture() instanceof HookPoint.HeadOutput c && c.head().layer() == layer) {
                export(target, z, c.head().head() * width, width);
            }
        }
        patterns.afterAttention(layer, queries, keys);
        vocabulary.afterSite(layer, ResidualSite.PRE, x);
    }

    /** Shown the stream after attention, what the FFN adds, and the stream after it. */
    void afterFfn(int layer, PtNDArray mid, PtNDArray added, PtNDArray post) {
        residual(layer, ResidualSite.MID, mid);
        residual(layer, ResidualSite.POST, post);
        for (CaptureTarget target : targets.values()) {
            if (target.capture() instanceof HookPoint.FfnOutput c && c.layer() == layer) {
                export(target, added, 0, runtime.config().width());
            }
        }
        vocabulary.afterSite(layer, ResidualSite.MID, mid);
        vocabulary.afterSite(layer, ResidualSite.POST, post);
        vocabulary.afterFfn(layer, mid, post);
    }

    /**
     * Shown the final-norm states.
     *
     * @param states of this pass's tokens
     * @param all of the whole sequence, perhaps with unused room behind
     */
    void afterLastLayer(PtNDArray states, PtNDArray all) {
        for (CaptureTarget target : targets.values()) {
            if (target.capture() instanceof HookPoint.FinalNorm) {
                export(target, states, 0, runtime.config().width());
            }
        }
        patterns.afterLastLayer(states, all);
        vocabulary.afterLastLayer(states);
    }

    private void residual(int layer, ResidualSite site, PtNDArray stream) {
        for (CaptureTarget target : targets.values()) {
            if (target.capture() instanceof HookPoint.Residual c && c.layer() == layer && c.site() == site) {
                export(target, stream, 0, runtime.config().width());
            }
        }
    }

    private void export(CaptureTarget target, PtNDArray source, int column, int columns) {
        TokenSpan rows = target.capture().rows();
        float[] values = runtime.script()
                .call("export")
                .tensor(source)
                .integer(rows.start() - past)
                .integer(rows.length())
                .integer(column)
                .integer(columns)
                .floats(scope);
        target.put(rows.start(), values);
    }

    /** What was asked for; a capture that was not filled is an error. */
    ActivationTrace trace() {
        Map<Capture, FloatMatrix> values = new LinkedHashMap<>();
        targets.forEach((capture, target) -> {
            if (target.complete()) {
                values.put(capture, target.matrix());
            }
        });
        return ActivationTrace.of(plan, values);
    }
}
