package io.plumbline.atlas;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import io.plumbline.model.PlumblineException;
import io.plumbline.statistics.Correlation;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How alike two rankings of the same heads are.
 *
 * @param heads number of heads
 * @param spearman Spearman's rank correlation over all heads; empty if one side is constant
 * @param overlaps heads that both tops share
 */
public record AtlasComparison(int heads, OptionalDouble spearman, List<Overlap> overlaps) {
    /**
     * How many heads two tops share.
     *
     * @param k size of each top
     * @param shared heads in both
     */
    public record Overlap(int k, int shared) {}

    public AtlasComparison {
        overlaps = List.copyOf(overlaps);
    }

    /**
     * Compares by mean score.
     *
     * @param tops sizes of the tops; those above the number of heads are left out
     * @throws PlumblineException INVALID_INPUT if the tables hold different heads
     */
    public static AtlasComparison of(HeadTable a, HeadTable b, List<Integer> tops) {
        if (!a.scores().keySet().equals(b.scores().keySet())) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "the one has " + a.scores().size() + " heads, the other "
                            + b.scores().size()
                            + ", and they are not the same ones: compare scores of models of one shape");
        }
        List<HeadId> heads = List.copyOf(a.scores().keySet());
        List<HeadId> first = a.ranking();
        List<HeadId> second = b.ranking();
        return new AtlasComparison(
                heads.size(),
                spearman(means(a, heads), means(b, heads)),
                tops.stream()
                        .filter(k -> k <= heads.size())
                        .map(k -> new Overlap(k, shared(first.subList(0, k), second.subList(0, k))))
                        .toList());
    }

    private static double[] means(HeadTable table, List<HeadId> heads) {
        return heads.stream().mapToDouble(table::mean).toArray();
    }

    private static OptionalDouble spearman(double[] a, double[] b) {
        return constant(a) || constant(b) ? OptionalDouble.empty() : OptionalDouble.of(Correlation.spearman(a, b));
    }

    private static boolean constant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    private static int shared(List<HeadId> a, List<HeadId> b) {
        Set<HeadId> both = new HashSet<>(a);
        both.retainAll(b);
        return both.size();
    }
}
