package io.plumbline.atlas;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * MoA's elastic spans (Fu et al., arXiv 2406.14909), from attention alone: how much of a head's attention lies beyond a
 * distance, the smallest window that holds 95 % of it, and the rule alpha + beta N through the windows of several lengths.
 * Differs from MoA on purpose: no gradient and no solver; the first four keys, which every mask keeps, count as held.
 */
final class SpanFamily implements HeadFamily {
    /** First keys that every window keeps: the attention sink. */
    static final int SINK = 4;

    private static final int VERSION = 1;
    private static final double HELD = 0.95;
    private static final String DEFINITION =
            "smallest window that holds, with the first four keys, 95 % of the attention of"
                    + " a text's last rows, as a share of the text (after MoA's spans, arXiv 2406.14909)";
    private static final String CURVE_DEFINITION =
            "attention of a text's last rows at a distance of so many tokens or more, the"
                    + " first four keys left out (after MoA, arXiv 2406.14909)";
    private static final String RULE_DEFINITION =
            "the least-squares line through the 95 % windows at several lengths N, span ="
                    + " alpha + beta N in tokens, and these windows (after MoA, arXiv 2406.14909)";

    private final FamilyContext context;
    private final FurtherPlan.Texts plan;
    private final List<Integer> lengths;
    private final List<TokenIds> texts;
    private final int[] distances;

    SpanFamily(FamilyContext context) {
        this.context = context;
        this.plan = context.plan().further().texts();
        this.lengths = plan.tokens().stream().sorted().toList();
        int longest = lengths.get(lengths.size() - 1);
        this.texts = ProbeSet.stretches(context.model(), context.texts().detectionProse(), plan.count(), longest);
        this.distances = IntStream.iterate(1, distance -> distance < longest, distance -> 2 * distance)
                .toArray();
    }

    @Override
    public String name() {
        return ScoreFamily.SPAN;
    }

    @Override
    public long tokens() {
        return texts.size() * lengths.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public Map<String, List<Double>> knockouts() {
        return Map.of(name(), List.of(context.plan().check().least()));
    }

    @Override
    public Measured measure() {
        int heads = context.heads().size();
        double[][] beyond = new double[heads][distances.length];
        double[][] spans = new double[heads][lengths.size()];
        List<double[]> scores = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int t = 0; t < texts.size(); t++) {
            for (int l = 0; l < lengths.size(); l++) {
                double[] values = values(texts.get(t).slice(0, lengths.get(l)));
                double[] shares = new double[heads];
                for (int h = 0; h < heads; h++) {
                    double span = values[h * (1 + distances.length)];
                    shares[h] = span / lengths.get(l);
                    spans[h][l] += span / texts.size();
                    for (int d = 0; l == lengths.size() - 1 && d < distances.length; d++) {
                        beyond[h][d] += values[h * (1 + distances.length) + 1 + d] / texts.size();
                    }
                }
                scores.add(shares);
                groups.add("text-" + t);
            }
        }
        ProbeProvenance provenance = FamilyContext.provenance(
                texts.stream().map(TokenIds::sha256).toList(),
                groups,
                Map.of(
                        "tokens", lengths.toString(),
                        "rows", Integer.toString(plan.rows()),
                        "texts", "haystack-detection.txt"));
        List<String> ruleAxis = Stream.concat(
                        Stream.of("alpha", "beta"), lengths.stream().map(length -> "span@" + length))
                .toList();
        return Measured.of(name(), context.scored(DEFINITION, VERSION, provenance, scores, 0))
                .with(
                        HeadCurves.SPAN,
                        context.curves(
                                CURVE_DEFINITION,
                                Arrays.stream(distances)
                                        .mapToObj(Integer::toString)
                                        .collect(Collectors.toList()),
                                Arrays.asList(beyond)))
                .with(
                        HeadCurves.SPAN_RULE,
                        context.curves(
                                RULE_DEFINITION,
                                ruleAxis,
                                Arrays.stream(spans)
                                        .map(ofHead -> rule(lengths, ofHead))
                                        .toList()));
    }

    /** For each head the window, then the attention beyond each distance. */
    private double[] values(TokenIds ids) {
        int perHead = 1 + distances.length;
        TokenSpan rows = new TokenSpan(ids.size() - plan.rows(), ids.size());
        String name = "span|" + VERSION + "|" + ids.sha256() + "|" + rows + "|" + Arrays.toString(distances);
        return context.measurements()
                .kept("spans", name, ids.size(), context.heads().size() * perHead, () -> {
                    double[] values = new double[context.heads().size() * perHead];
                    context.measurements().patterns(ids, rows, (head, pattern) -> {
                        double[] byDistance = byDistance(pattern, rows.start());
                        values[head * perHead] = window(byDistance);
                        for (int d = 0; d < distances.length; d++) {
                            values[head * perHead + 1 + d] = beyond(byDistance, distances[d]);
                        }
                    });
                    return values;
                });
    }

    /**
     * Mean attention of rows at each distance, without the sink.
     *
     * @param firstRow position of the pattern's first row
     */
    static double[] byDistance(FloatMatrix pattern, int firstRow) {
        double[] mass = new double[firstRow + pattern.rows()];
        for (int r = 0; r < pattern.rows(); r++) {
            for (int key = SINK; key <= firstRow + r; key++) {
                mass[firstRow + r - key] += (double) pattern.at(r, key) / pattern.rows();
            }
        }
        return mass;
    }

    /** Attention at a distance of {@code least} tokens or more. */
    static double beyond(double[] byDistance, int least) {
        double sum = 0;
        for (int distance = byDistance.length - 1; distance >= least; distance--) {
            sum += byDistance[distance];
        }
        return sum;
    }

    /** The smallest number of keys, the row's own included, beyond which at most 5 % of the attention lies. */
    static int window(double[] byDistance) {
        double left = 0;
        int window = byDistance.length;
        while (window > 1 && left + byDistance[window - 1] <= 1 - HELD) {
            window--;
            left += byDistance[window];
        }
        return window;
    }

    /** Alpha and beta of the least-squares line, then the spans themselves. */
    static double[] rule(List<Integer> lengths, double[] spans) {
        double meanLength =
                lengths.stream().mapToInt(Integer::intValue).average().orElseThrow();
        double meanSpan = Arrays.stream(spans).average().orElseThrow();
        double crossed = 0;
        double squares = 0;
        for (int i = 0; i < spans.length; i++) {
            double length = lengths.get(i) - meanLength;
            crossed += length * (spans[i] - meanSpan);
            squares += length * length;
        }
        double beta = squares == 0 ? 0 : crossed / squares;
        double[] rule = new double[2 + spans.length];
        rule[0] = meanSpan - beta * meanLength;
        rule[1] = beta;
        System.arraycopy(spans, 0, rule, 2, spans.length);
        return rule;
    }
}
