package io.plumbline.model.reference;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.Intervention;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.WeightSlot;
import io.plumbline.model.kv.KvHead;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass of a Llama-family decoder (RMSNorm, rotary positions, grouped-query attention, SwiGLU), as in Touvron et
 * al., arXiv 2302.13971. Arrays named after a stream are {@code [row][component]}; row r of this pass is position
 * {@code past + r} of the sequence.
 */
final class ReferenceForwardPass {
    private final ReferenceWeights weights;
    private final ModelConfig config;
    private final Arithmetic arithmetic;
    private final Rotary rotary;
    private final PastKeys pastKeys;
    private final int past;
    /** Every token of the sequence, the cached ones first. */
    private final List<TokenState> sequence;

    /** What heads hold after the pass, by layer, then by head. */
    private final HeldEntries[] grown;

    private final ReferenceInterventions interventions;
    private final ReferenceCaptures captures;

    /**
     * What a pass leaves.
     *
     * @param trace what was captured
     * @param tokens of the pass
     * @param heads what each holds now, by layer, then by head
     */
    record Result(ActivationTrace trace, List<TokenState> tokens, List<HeldEntries> heads) {
        Result {
            tokens = List.copyOf(tokens);
            heads = List.copyOf(heads);
        }
    }

    ReferenceForwardPass(ReferenceWeights weights, Arithmetic arithmetic, PastKeys pastKeys, ForwardRequest request) {
        List<TokenState> cached = pastKeys.tokens();
        this.weights = weights;
        this.config = weights.config();
        this.arithmetic = arithmetic;
        this.rotary = new Rotary(config, arithmetic);
        this.pastKeys = pastKeys;
        this.past = cached.size();
        this.grown = new HeldEntries[config.layers() * config.kvHeads()];
        this.sequence = new ArrayList<>(cached);
        for (int i = 0; i < request.ids().size(); i++) {
            sequence.add(new TokenState(request.ids().at(i), config));
        }
        this.interventions = new ReferenceInterventions(request, arithmetic);
        this.captures = new ReferenceCaptures(request.captures(), sequence, past, this::lens, this::unembed);
    }

    Result run() {
        double[][] residual = embed();
        for (int layer = 0; layer < config.layers(); layer++) {
            captures.residual(layer, ResidualSite.PRE, residual);
            residual = sum(residual, attention(layer, residual));
            captures.residual(layer, ResidualSite.MID, residual);
            residual = sum(residual, ffn(layer, residual));
            captures.residual(layer, ResidualSite.POST, residual);
        }
        for (int r = 0; r < residual.length; r++) {
            sequence.get(past + r).finalNorm = normalise(residual[r], weights.of(WeightSlot.FINAL_NORM, 0));
        }
        return new Result(captures.finish(), sequence.subList(past, sequence.size()), List.of(grown));
    }

    private double[][] embed() {
        float[] embedding = weights.of(WeightSlot.TOKEN_EMBEDDING, 0);
        double[][] residual = new double[sequence.size() - past][config.width()];
        for (int r = 0; r < residual.length; r++) {
            int from = sequence.get(past + r).id * config.width();
            for (int i = 0; i < config.width(); i++) {
                residual[r][i] = embedding[from + i];
            }
        }
        return residual;
    }

    /** What the attention of a layer adds to the residual stream. */
    private double[][] attention(int layer, double[][] residual) {
        double[][] query = new double[residual.length][];
        for (int r = 0; r < residual.length; r++) {
            double[] x = normalise(residual[r], weights.of(WeightSlot.ATTENTION_NORM, layer));
            TokenState token = sequence.get(past + r);
            query[r] = withBias(
                    arithmetic.project(weights.of(WeightSlot.QUERY, layer), x),
                    weights.of(WeightSlot.QUERY_BIAS, layer));
            token.keys[layer] = withBias(
                    arithmetic.project(weights.of(WeightSlot.KEY, layer), x), weights.of(WeightSlot.KEY_BIAS, layer));
            token.values[layer] = withBias(
                    arithmetic.project(weights.of(WeightSlot.VALUE, layer), x),
                    weights.of(WeightSlot.VALUE_BIAS, layer));
            rotary.turn(query[r], past + r);
            rotary.turn(token.keys[layer], past + r);
        }
        double[][] heads = new double[residual.length][config.heads() * config.headWidth()];
        for (int h = 0; h < config.heads(); h++) {
            head(new HeadId(layer, h), query, heads);
        }
        double[][] addition = new double[residual.length][];
        for (int r = 0; r < residual.length; r++) {
            addition[r] = arithmetic.project(weights.of(WeightSlot.ATTENTION_OUTPUT, layer), heads[r]);
        }
        return addition;
    }

    /**
     * One head for all rows: pattern, what it mixes (z), interventions on z, and z into the head's slice of {@code out}. A
     * row sees what its head holds when the row's own key and value have come in.
     */
    private void head(HeadId head, double[][] query, double[][] out) {
        KvHead shared = KvHead.of(head, config);
        HeldEntries held = pastKeys.held(shared);
        double[][] pattern = new double[query.length][];
        double[][] mixed = new double[query.length][];
        for (int r = 0; r < query.length; r++) {
            int row = past + r;
            held.append(sequence.get(row).entry(row, shared, config.headWidth()));
            List<KvEntry> seen = held.visible();
            double[] scores = scores(head, query[r], seen);
            pattern[r] = softmax(scores);
            double[] z = mix(seen, interventions.pattern(head, row, pattern[r]));
            mixed[r] = interventions.headOutput(
                    head,
                    row,
                    z,
                    () -> mix(seen, uniform(seen.size())),
                    window -> mix(seen, softmax(within(window, scores))));
            System.arraycopy(mixed[r], 0, out[r], head.head() * config.headWidth(), config.headWidth());
        }
        grown[shared.layer() * config.kvHeads() + shared.head()] = held;
        captures.pattern(head, pattern);
        captures.headOutput(head, mixed);
    }

    /** Scaled products of a row's query with the keys it sees; one that stands for N tokens counts N times, by ln N. */
    private double[] scores(HeadId head, double[] query, List<KvEntry> seen) {
        int width = config.headWidth();
        int queryFrom = head.head() * width;
        double[] scores = new double[seen.size()];
        for (int key = 0; key < scores.length; key++) {
            KvEntry entry = seen.get(key);
            double product = 0;
            for (int i = 0; i < width; i++) {
                product = arithmetic.round(product + query[queryFrom + i] * entry.keys()[entry.from() + i]);
            }
            scores[key] = arithmetic.round(product / Math.sqrt(width));
            if (entry.count() > 1) {
                scores[key] = arithmetic.round(scores[key] + Math.log((double) entry.count()));
            }
        }
        return scores;
    }

    /** The scores of the last of their keys as a row, minus infinity where a window hides the key. */
    private static double[] within(Intervention.HeadWindow window, double[] scores) {
        double[] shown = scores.clone();
        for (int key = 0; key < shown.length; key++) {
            shown[key] = window.shows(shown.length - 1, key) ? shown[key] : Double.NEGATIVE_INFINITY;
        }
        return shown;
    }

    /** The sum of the values of the entries seen, weighted by the pattern. */
    private double[] mix(List<KvEntry> seen, double[] pattern) {
        double[] z = new double[config.headWidth()];
        for (int key = 0; key < pattern.length; key++) {
            KvEntry entry = seen.get(key);
            for (int i = 0; i < z.length; i++) {
                z[i] = arithmetic.round(z[i] + pattern[key] * entry.values()[entry.from() + i]);
            }
        }
        return z;
    }

    /** What the FFN of a layer adds to the residual stream: {@code down(silu(gate x) * up x)}, after interventions. */
    private double[][] ffn(int layer, double[][] residual) {
        double[][] addition = new double[residual.length][];
        for (int r = 0; r < residual.length; r++) {
            double[] x = normalise(residual[r], weights.of(WeightSlot.FFN_NORM, layer));
            double[] gate = arithmetic.project(weights.of(WeightSlot.FFN_GATE, layer), x);
            double[] up = arithmetic.project(weights.of(WeightSlot.FFN_UP, layer), x);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = arithmetic.round(arithmetic.round(gate[i] / (1 + Math.exp(-gate[i]))) * up[i]);
            }
            addition[r] = interventions.ffnOutput(
                    layer, past + r, arithmetic.project(weights.of(WeightSlot.FFN_DOWN, layer), gate));
        }
        captures.ffnOutput(layer, addition);
        return addition;
    }

    /** Logits of a residual state: final norm, then unembedding. Of the last POST these are the model's own logits. */
    private double[] lens(double[] residual) {
        return unembed(normalise(residual, weights.of(WeightSlot.FINAL_NORM, 0)));
    }

    private double[] unembed(double[] finalNorm) {
        return arithmetic.project(weights.of(WeightSlot.UNEMBEDDING, 0), finalNorm);
    }

    /** RMSNorm (Zhang and Sennrich, arXiv 1910.07467): {@code gain * x / sqrt(mean(x^2) + epsilon)}. */
    private double[] normalise(double[] x, float[] gain) {
        double squares = 0;
        for (double value : x) {
            squares = arithmetic.round(squares + value * value);
        }
        double scale = arithmetic.round(1 / Math.sqrt(squares / x.length + config.rmsEpsilon()));
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = arithmetic.round(gain[i] * arithmetic.round(x[i] * scale));
        }
        return y;
    }

    private double[] softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double[] weight = new double[scores.length];
        double total = 0;
        for (int i = 0; i < scores.length; i++) {
            weight[i] = arithmetic.round(Math.exp(scores[i] - max));
            total = arithmetic.round(total + weight[i]);
        }
        for (int i = 0; i < scores.length; i++) {
            weight[i] = arithmetic.round(weight[i] / total);
        }
        return weight;
    }

    /** The pattern of equal scores over {@code keys} keys. */
    private double[] uniform(int keys) {
        return softmax(new double[keys]);
    }

    private double[] withBias(double[] x, float[] bias) {
        for (int i = 0; i < bias.length; i++) {
            x[i] = arithmetic.round(x[i] + bias[i]);
        }
        return x;
    }

    private double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][config.width()];
        for (int r = 0; r < a.length; r++) {
            for (int i = 0; i < config.width(); i++) {
                sum[r][i] = arithmetic.round(a[r][i] + b[r][i]);
            }
        }
        return sum;
    }
}
