package io.plumbline.evaluation.kv;

import java.util.List;
import java.util.Objects;

/**
 * How much is measured. Equal plans, models, atlases and environments give equal figures.
 *
 * @param seed of needles, random heads and bootstrap
 * @param needles facts hidden, each in a text of its own
 * @param tokens lengths of the prose; the needles take turns
 * @param depths shares of the prose before the needle; take turns, too
 * @param shares budgets: shares of the full cache
 * @param controls random choices of heads beside each policy that chooses heads; at least 5
 * @param beta of HeadKV
 * @param cut when the prompt is compressed
 * @param resamples of the bootstrap
 */
public record KvPlan(
        long seed,
        int needles,
        List<Integer> tokens,
        List<Double> depths,
        List<Double> shares,
        int controls,
        double beta,
        KvCut cut,
        int resamples) {
    private static final int LEAST_CONTROLS = 5;

    /** For the default model about 25 s of one core's time a needle, five minutes in all. */
    public static final KvPlan STANDARD = new KvPlan(
            2026,
            12,
            List.of(512, 1024, 1536),
            List.of(0.1, 0.35, 0.6, 0.85),
            List.of(0.1, 0.2, 0.3, 0.5),
            LEAST_CONTROLS,
            1.2,
            KvCut.ANSWER,
            2000);

    /** Does it run? No figure of it is a result. */
    public static final KvPlan QUICK =
            new KvPlan(2026, 3, List.of(256), List.of(0.5), List.of(0.2, 0.5), LEAST_CONTROLS, 1.2, KvCut.ANSWER, 500);

    public KvPlan {
        tokens = List.copyOf(tokens);
        depths = List.copyOf(depths);
        shares = List.copyOf(shares);
        Objects.requireNonNull(cut, "cut is null");
        if (needles < 2 || controls < LEAST_CONTROLS || resamples < 1 || !(beta >= 1)) {
            throw new IllegalArgumentException(needles + " needles (at least 2), " + controls + " controls (at least "
                    + LEAST_CONTROLS + "), " + resamples + " resamples, beta " + beta);
        }
        if (tokens.isEmpty() || depths.isEmpty() || shares.isEmpty()) {
            throw new IllegalArgumentException("no lengths, no depths or no budgets");
        }
        if (!tokens.stream().allMatch(length -> length >= 1)
                || !depths.stream().allMatch(depth -> depth >= 0 && depth <= 1)
                || !shares.stream().allMatch(share -> share > 0 && share < 1)) {
            throw new IllegalArgumentException("lengths " + tokens + ", depths " + depths + ", budgets " + shares);
        }
    }

    /** The same with other sizes. */
    public KvPlan with(int otherNeedles, List<Integer> otherTokens, List<Double> otherShares, KvCut otherCut) {
        return new KvPlan(seed, otherNeedles, otherTokens, depths, otherShares, controls, beta, otherCut, resamples);
    }
}
