package io.plumbline.scoring.chunk;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * ReDeEP(chunk). For each chunk of the answer, each copying head chooses the context chunk it attends to most; the external
 * context score is the cosine of the two chunks' embeddings, the parametric knowledge score gathers the chunk's tokens.
 *
 * <ul>
 *   <li>{@code STRICT} (the paper): rows are those that predict the chunk's tokens; attention is averaged over keys, so that
 *       long chunks have no advantage; PKS is the mean Jensen-Shannon divergence.
 *   <li>{@code LEGACY} (the released code): rows are the tokens' own; attention is summed; PKS is the sum of the reversed
 *       divergence, which grows with length (Spearman 0.89 with the token count in the authors' log).
 * </ul>
 *
 * @param mode formulas
 * @param heads columns of ECS
 * @param layers columns of PKS
 * @param embedder makes vectors of chunks
 */
public record ChunkScorer(ScoringMode mode, List<HeadId> heads, List<Integer> layers, ChunkEmbedder embedder) {
    public ChunkScorer {
        Objects.requireNonNull(mode, "mode is null");
        Objects.requireNonNull(embedder, "embedder is null");
        heads = List.copyOf(heads);
        layers = List.copyOf(layers);
    }

    public CapturePlan plan(ChunkLayout layout) {
        List<Capture> captures = new ArrayList<>();
        captures.add(attention(layout));
        captures.addAll(pks().captures(rows(layout.responseHull())));
        captures.addAll(embedder.captures(layout.context()));
        captures.addAll(embedder.captures(layout.response()));
        return CapturePlan.of(captures);
    }

    public ChunkScores read(ChunkLayout layout, ActivationTrace trace) {
        int base = rows(layout.responseHull()).start();
        FloatMatrix mass = trace.get(attention(layout));
        FloatMatrix divergence = pks().read(trace, rows(layout.responseHull()));
        List<double[]> context =
                layout.context().stream().map(c -> embedder.embed(c, trace)).toList();
        List<double[][]> attention = new ArrayList<>();
        List<int[]> chosen = new ArrayList<>();
        List<double[]> ecs = new ArrayList<>();
        List<double[]> pks = new ArrayList<>();
        for (Chunk chunk : layout.response()) {
            TokenSpan rows = rows(chunk.tokens());
            double[] embedding = embedder.embed(chunk, trace);
            double[][] byHead = new double[heads.size()][];
            int[] choice = new int[heads.size()];
            double[] cosine = new double[heads.size()];
            for (int h = 0; h < byHead.length; h++) {
                byHead[h] = attention(mass, layout.context(), h, rows, base);
                choice[h] = first(byHead[h]);
                cosine[h] = ChunkEmbedder.cosine(context.get(choice[h]), embedding);
            }
            attention.add(byHead);
            chosen.add(choice);
            ecs.add(cosine);
            pks.add(knowledge(divergence, rows, base));
        }
        return new ChunkScores(attention, chosen, ecs, pks);
    }

    private double[] attention(FloatMatrix mass, List<Chunk> context, int head, TokenSpan rows, int base) {
        double[] sums = new double[context.size()];
        for (int c = 0; c < sums.length; c++) {
            for (int r = rows.start(); r < rows.end(); r++) {
                sums[c] += mass.at(r - base, head * sums.length + c);
            }
            if (mode == ScoringMode.STRICT) {
                sums[c] /= (double) context.get(c).tokens().length() * rows.length();
            }
        }
        return sums;
    }

    private double[] knowledge(FloatMatrix divergence, TokenSpan rows, int base) {
        double[] sums = new double[layers.size()];
        for (int l = 0; l < sums.length; l++) {
            for (int r = rows.start(); r < rows.end(); r++) {
                sums[l] += divergence.at(r - base, l);
            }
            if (mode == ScoringMode.STRICT) {
                sums[l] /= rows.length();
            }
        }
        return sums;
    }

    private Reduction.AttentionMass attention(ChunkLayout layout) {
        List<KeySet> keys = layout.context().stream()
                .map(c -> KeySet.range(c.tokens().start(), c.tokens().end()))
                .toList();
        return new Reduction.AttentionMass(heads, keys, rows(layout.responseHull()));
    }

    private ParametricKnowledgeScorer pks() {
        return new ParametricKnowledgeScorer(mode, layers);
    }

    private TokenSpan rows(TokenSpan tokens) {
        return mode == ScoringMode.STRICT ? new TokenSpan(tokens.start() - 1, tokens.end() - 1) : tokens;
    }

    private static int first(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
