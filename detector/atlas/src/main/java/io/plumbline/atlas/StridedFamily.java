package io.plumbline.atlas;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How S2-Attention's masks (Lin et al., arXiv 2407.17678) suit the heads: a local window of two blocks, and beside it every
 * n-th column of blocks with an offset of the head's own. A head is local if the window holds 95 % of its attention, strided if
 * window and best columns do, dense else. Differs on purpose: the first block, where the attention sink lies, is always kept;
 * else every head's best offset would be the one that holds it.
 */
final class StridedFamily implements HeadFamily {
    private static final int VERSION = 1;
    private static final int LOCAL_BLOCKS = 2;
    private static final double HELD = 0.95;
    private static final String DEFINITION =
            "attention that the best vertical stride of blocks holds beyond the local window"
                    + " and the first block (after S2-Attention, arXiv 2407.17678)";
    private static final String CURVE_DEFINITION =
            "attention held by the local window and the first block; by these and the best"
                    + " stride; the best stride's offset; which mask fits: 0 local, 1 strided, 2 dense (after S2-Attention, arXiv"
                    + " 2407.17678)";

    private final FamilyContext context;
    private final FurtherPlan.Texts plan;
    private final List<TokenIds> texts;

    StridedFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().texts();
        this.texts = ProbeSet.stretches(
                context.model(), context.texts().detectionProse(), plan.count(), plan.blocks() * plan.blockTokens());
    }

    @Override
    public String name() {
        return ScoreFamily.STRIDED;
    }

    @Override
    public long tokens() {
        return texts.stream().mapToLong(TokenIds::size).sum();
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        int perHead = 1 + plan.stride();
        double[][] held = new double[heads][perHead];
        List<double[]> scores = new ArrayList<>();
        for (TokenIds text : texts) {
            double[] values = values(text, perHead);
            double[] gains = new double[heads];
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < perHead; i++) {
                    double value = values[h * perHead + i];
                    held[h][i] += value / texts.size();
                    gains[h] = Math.max(gains[h], value - values[h * perHead]);
                }
            }
            scores.add(gains);
        }
        List<double[]> curves = new ArrayList<>();
        for (double[] ofHead : held) {
            int offset = 0;
            for (int i = 1; i < plan.stride(); i++) {
                offset = ofHead[1 + i] > ofHead[1 + offset] ? i : offset;
            }
            double strided = ofHead[1 + offset];
            double kind = ofHead[0] >= HELD ? 0 : strided >= HELD ? 1 : 2;
            curves.add(new double[] {ofHead[0], strided, offset, kind});
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                texts.stream().map(TokenIds::sha256).toList(),
                IntStream.range(0, texts.size()).mapToObj(t -> "text-" + t).toList(),
                Map.of(
                        "blockTokens", Integer.toString(plan.blockTokens()),
                        "blocks", Integer.toString(plan.blocks()),
                        "stride", Integer.toString(plan.stride()),
                        "texts", "haystack-detection.txt"));
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, scores, 0))
                .with(
                        HeadCurves.STRIDED,
                        context.curves(CURVE_DEFINITION, List.of("local", "strided", "offset", "kind"), curves))
                .with(name(), coverage(curves));
    }

    /** What the masks of a layer's heads cover together. */
    private Finding coverage(List<double[]> curves) {
        int heads = context.measurements().model().config().heads();
        int layers = curves.size() / heads;
        double mean = 0;
        double least = 1;
        int[] kinds = new int[3];
        for (int layer = 0; layer < layers; layer++) {
            List<double[]> ofLayer = curves.subList(layer * heads, (layer + 1) * heads);
            double covered = covered(
                    plan.blocks(),
                    plan.stride(),
                    ofLayer.stream().map(curve -> (int) curve[3]).toList(),
                    ofLayer.stream().map(curve -> (int) curve[2]).toList());
            mean += covered / layers;
            least = Math.min(least, covered);
        }
        curves.forEach(curve -> kinds[(int) curve[3]]++);
        return new Finding(
                String.format(
                        Locale.ROOT,
                        "%d heads are local, %d strided, %d dense; the masks of a layer cover %.2f of the causal blocks"
                                + " (mean; %.2f in the worst layer)",
                        kinds[0],
                        kinds[1],
                        kinds[2],
                        mean,
                        least),
                Map.of(
                        "local", (double) kinds[0],
                        "strided", (double) kinds[1],
                        "dense", (double) kinds[2],
                        "coverage", Bootstrap.rounded(mean),
                        "leastCoverage", Bootstrap.rounded(least)));
    }

    private double[] values(TokenIds text, int perHead) {
        String name = "strided|" + VERSION + "|" + text.sha256() + "|" + plan.blockTokens() + "|" + plan.stride();
        return context.measurements()
                .kept("strides", name, text.size(), context.heads().size() * perHead, () -> {
                    double[] values = new double[context.heads().size() * perHead];
                    context.measurements()
                            .patterns(
                                    text,
                                    new TokenSpan(0, text.size()),
                                    (head, pattern) -> System.arraycopy(
                                            held(pattern, plan.blockTokens(), plan.stride()),
                                            0,
                                            values,
                                            head * perHead,
                                            perHead));
                    return values;
                });
    }

    /**
     * Attention, mean over rows, that is held by the local window and the first block, then by these and each offset's columns.
     *
     * @param pattern of all rows of a text
     */
    static double[] held(FloatMatrix pattern, int blockTokens, int stride) {
        double[] held = new double[1 + stride];
        for (int row = 0; row < pattern.rows(); row++) {
            for (int key = 0; key <= row; key++) {
                double weight = (double) pattern.at(row, key) / pattern.rows();
                int block = key / blockTokens;
                boolean always = isLocal(row / blockTokens, block) || block == 0;
                held[0] += always ? weight : 0;
                for (int offset = 0; offset < stride; offset++) {
                    held[1 + offset] += always || block % stride == offset ? weight : 0;
                }
            }
        }
        return held;
    }

    /** Share of the causal blocks that the masks of some heads cover together. */
    static double covered(int blocks, int stride, List<Integer> kinds, List<Integer> offsets) {
        int covered = 0;
        for (int row = 0; row < blocks; row++) {
            for (int block = 0; block <= row; block++) {
                boolean found = block == 0 || isLocal(row, block);
                for (int h = 0; h < kinds.size(); h++) {
                    found |= kinds.get(h) == 2 || (kinds.get(h) == 1 && block % stride == offsets.get(h));
                }
                covered += found ? 1 : 0;
            }
        }
        return (double) covered / (blocks * (blocks + 1) / 2.0);
    }

    private static boolean isLocal(int row, int block) {
        return row - block < LOCAL_BLOCKS;
    }
}
