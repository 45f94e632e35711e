package io.plumbline.model.testkit;

import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.Intervention;
import io.plumbline.model.KeySet;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Phase;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Plans that hold one of everything a model can be asked for. */
public final class EveryCapture {
    /** Reductions over keys use positions {@code [2, KEYS_END)}: a pass must see at least as many tokens. */
    public static final int KEYS_END = 9;

    private EveryCapture() {}

    /** Every hook point and reduction of every layer and head for the rows; needs {@code rows.end() >= KEYS_END}. */
    public static CapturePlan of(ModelConfig config, TokenSpan rows) {
        List<Capture> captures = new ArrayList<>();
        captures.add(new HookPoint.FinalNorm(rows));
        captures.add(new HookPoint.Logits(rows));
        captures.add(new Reduction.NextToken(rows));
        for (int layer = 0; layer < config.layers(); layer++) {
            captures.add(new HookPoint.FfnOutput(layer, rows));
            for (ResidualSite site : ResidualSite.values()) {
                captures.add(new HookPoint.Residual(layer, site, rows));
                captures.add(new Reduction.LensRank(layer, site, rows));
            }
            for (DivergenceMode mode : DivergenceMode.values()) {
                captures.add(new Reduction.LensDivergence(layer, mode, rows));
            }
        }
        FloatMatrix others = others(rows.length(), config.width());
        for (DivergenceMode mode : DivergenceMode.values()) {
            captures.add(new Reduction.PredictionDivergence(others, mode, rows));
        }
        List<HeadId> heads = heads(config);
        for (HeadId head : heads) {
            captures.add(new HookPoint.AttentionPattern(head, rows));
            captures.add(new HookPoint.HeadOutput(head, rows));
        }
        captures.addAll(headReductions(heads, rows));
        return CapturePlan.of(captures);
    }

    /** States of no pass in particular, as large as normed ones are. */
    private static FloatMatrix others(int rows, int width) {
        float[] states = new float[rows * width];
        for (int i = 0; i < states.length; i++) {
            states[i] = (float) Math.sin(1 + i * 0.7);
        }
        return FloatMatrix.owning(rows, width, states);
    }

    private static List<Reduction> headReductions(List<HeadId> heads, TokenSpan rows) {
        List<HeadId> reversed = new ArrayList<>(heads);
        Collections.reverse(reversed);
        List<HeadId> one = heads.subList(heads.size() - 1, heads.size());
        KeySet keys = KeySet.range(2, KEYS_END);
        KeySet gap = KeySet.union(List.of(new TokenSpan(0, 1), new TokenSpan(3, 4), new TokenSpan(5, 7)));
        return List.of(
                new Reduction.AttendedStateCosine(reversed, keys, 3, rows),
                new Reduction.AttendedStateCosine(one, gap, 1, rows),
                new Reduction.AttendedStateCosine(heads, gap, gap.size(), rows),
                new Reduction.AttentionMass(reversed, List.of(keys, gap, KeySet.union(List.of())), rows),
                new Reduction.TopKeyHits(reversed, List.of(gap, keys, KeySet.union(List.of())), 3, rows),
                new Reduction.TopKeyHits(one, List.of(keys), 200, rows),
                new Reduction.TokenMatchMass(reversed, KeySet.range(0, KEYS_END), rows),
                new Reduction.PointedToken(reversed, keys, rows),
                new Reduction.PointedToken(one, gap, rows),
                new Reduction.AttentionEntropy(reversed, rows),
                new Reduction.AttentionEntropy(one, rows));
    }

    /** Every kind of intervention for one phase, each alone; heads of more than one layer and one with a shared key. */
    public static List<Intervention> interventions(ModelConfig config, Phase phase) {
        HeadId first = new HeadId(0, 1);
        HeadId second = new HeadId(config.layers() - 1, config.heads() - 1);
        List<HeadId> heads = List.of(second, first);
        Map<HeadId, FloatMatrix> means = new LinkedHashMap<>();
        for (HeadId head : heads) {
            float[] mean = new float[config.headWidth()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = 0.25f * (i - head.head()) - head.layer();
            }
            means.put(head, FloatMatrix.of(1, mean.length, mean));
        }
        return List.of(
                new Intervention.HeadKnockout(heads, KnockoutMode.UNIFORM, phase),
                new Intervention.HeadKnockout(heads, KnockoutMode.ZERO, phase),
                new Intervention.HeadKnockout(heads, KnockoutMode.MEAN, phase, means),
                new Intervention.HeadScale(heads, 1.75f, phase),
                new Intervention.HeadScale(List.of(first), -0.5f, phase),
                new Intervention.KeyScale(heads, KeySet.range(1, 3), 0.1f, phase),
                new Intervention.KeyScale(List.of(first), KeySet.range(0, 2), 20f, phase),
                new Intervention.FfnScale(0, 0.25f, phase),
                new Intervention.FfnScale(config.layers() - 1, 3f, phase));
    }

    /** All heads, by layer. */
    public static List<HeadId> heads(ModelConfig config) {
        return IntStream.range(0, config.layers() * config.heads())
                .mapToObj(i -> new HeadId(i / config.heads(), i % config.heads()))
                .toList();
    }
}
