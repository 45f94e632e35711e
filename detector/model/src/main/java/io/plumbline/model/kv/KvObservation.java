package io.plumbline.model.kv;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.HookPoint;
import io.plumbline.model.KeySet;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the last tokens of a prompt attend to, by key/value head: SnapKV's observation window (arXiv 2404.14469). A key's
 * weight is its mean attention over the rows of the window, then the largest of the {@value #POOL} keys around it.
 *
 * <p>Query heads that share a key are averaged, as kvpress does. The authors of SnapKV and HeadKV let each query head choose
 * for itself and so store shared keys once for each of them.
 */
public final class KvObservation {
    /** Rows in the window, as in SnapKV's and HeadKV's code. */
    public static final int WINDOW = 8;

    private static final int POOL = 7;

    private final TokenSpan window;
    private final List<float[]> weights;

    private KvObservation(TokenSpan window, List<float[]> weights) {
        this.window = window;
        this.weights = weights;
    }

    /** The rows that look, of a prompt of so many tokens. */
    static TokenSpan window(int tokens) {
        return new TokenSpan(Math.max(0, tokens - WINDOW), tokens);
    }

    /** What a pass over a prompt of so many tokens must bring back. */
    static CapturePlan captures(ModelConfig config, int tokens) {
        return CapturePlan.of(KvHead.all(config).stream()
                .flatMap(head -> head.queries(config).stream())
                .map(query -> pattern(query, tokens))
                .toList());
    }

    private static Capture pattern(HeadId query, int tokens) {
        return new HookPoint.AttentionPattern(query, window(tokens));
    }

    /** Reads a pass that brought {@link #captures}. */
    static KvObservation of(ModelConfig config, ActivationTrace trace, int tokens) {
        TokenSpan window = window(tokens);
        List<float[]> weights = new ArrayList<>();
        for (KvHead head : KvHead.all(config)) {
            float[] sum = new float[window.start()];
            for (HeadId query : head.queries(config)) {
                FloatMatrix pattern = trace.get(pattern(query, tokens));
                for (int row = 0; row < pattern.rows(); row++) {
                    for (int key = 0; key < sum.length; key++) {
                        sum[key] += pattern.at(row, key);
                    }
                }
            }
            weights.add(pooled(sum));
        }
        return new KvObservation(window, weights);
    }

    private static float[] pooled(float[] values) {
        float[] pooled = new float[values.length];
        for (int key = 0; key < values.length; key++) {
            int end = Math.min(values.length, key + POOL / 2 + 1);
            for (int near = Math.max(0, key - POOL / 2); near < end; near++) {
                pooled[key] = Math.max(pooled[key], values[near]);
            }
        }
        return pooled;
    }

    /**
     * The policy with each {@link KvRule.Budget} turned into the positions that this prompt attends to: the window, and
     * before it those of the largest weight, the lower position on a tie. A budget smaller than the window holds the last
     * tokens.
     */
    public KvPolicy resolve(KvPolicy policy) {
        List<KvRule> rules = new ArrayList<>();
        for (int head = 0; head < policy.rules().size(); head++) {
            KvRule rule = policy.rules().get(head);
            rules.add(rule instanceof KvRule.Budget budget ? chosen(weights.get(head), budget.entries()) : rule);
        }
        return policy.with(rules);
    }

    private KvRule chosen(float[] weight, int entries) {
        int tokens = window.end();
        int last = Math.min(entries, window.length());
        int[] heaviest = IntStream.range(0, weight.length)
                .boxed()
                // stable: the lower position on a tie
                .sorted(Comparator.comparingDouble(key -> -weight[key]))
                .limit(Math.min(entries - last, weight.length))
                .mapToInt(Integer::intValue)
                .toArray();
        IntStream all = IntStream.concat(Arrays.stream(heaviest), IntStream.range(tokens - last, tokens));
        return new KvRule.Chosen(
                KeySet.union(all.mapToObj(key -> new TokenSpan(key, key + 1)).toList()), tokens);
    }
}
