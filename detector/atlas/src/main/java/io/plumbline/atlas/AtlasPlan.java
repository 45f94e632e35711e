package io.plumbline.atlas;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * How much is measured. Equal plans, models and environments give byte-equal atlases.
 *
 * @param seed of everything random; within ±2^53, so that JSON keeps it
 * @param needles needle detection
 * @param repeats detection by repeated random tokens
 * @param check the causal check
 * @param resamples of each bootstrap
 * @param further the families beyond the core
 */
public record AtlasPlan(long seed, Needles needles, Repeats repeats, Check check, int resamples, FurtherPlan further) {
    private static final long DEFAULT_SEED = 20_261_124;
    private static final int MOST_RESAMPLES = 100_000;

    /**
     * Every needle at every length; the depths take turns, so that each length sees all of them.
     *
     * @param count needles used, at most those of the texts
     * @param haystackTokens lengths of the prose around the needle
     * @param depths shares of the prose before the needle
     */
    public record Needles(int count, List<Integer> haystackTokens, List<Double> depths) {
        public Needles {
            Checks.atLeast("needles", count, 2);
            haystackTokens = List.copyOf(haystackTokens);
            depths = List.copyOf(depths);
            haystackTokens.forEach(length -> Checks.atLeast("haystackTokens", length, 1));
            if (haystackTokens.isEmpty() || depths.isEmpty()) {
                throw new IllegalArgumentException("no lengths or no depths");
            }
            depths.forEach(depth -> {
                if (!(depth >= 0 && depth <= 1)) {
                    throw new IllegalArgumentException("depth " + depth + " is not in [0, 1]");
                }
            });
        }
    }

    /**
     * Random tokens, several times over.
     *
     * @param sequences number of sequences
     * @param blockTokens different tokens in one copy
     * @param copies copies in one sequence
     */
    public record Repeats(int sequences, int blockTokens, int copies) {
        public Repeats {
            Checks.atLeast("sequences", sequences, 2);
            Checks.atLeast("blockTokens", blockTokens, 2);
            Checks.atLeast("copies", copies, 2);
        }
    }

    /**
     * Knock-outs, judged on texts that detection has not seen.
     *
     * @param needles check needles used, at most those of the texts
     * @param haystackTokens prose around each
     * @param sequences repeated sequences, made as detection's with other tokens
     * @param plainTexts stretches of prose
     * @param plainTokens length of each
     * @param shares how many heads of a family's top are knocked out together, as shares of all heads
     * @param controls random sets for each set, twice as many for the choice of retrieval heads; at least 5
     */
    public record Check(
            int needles,
            int haystackTokens,
            int sequences,
            int plainTexts,
            int plainTokens,
            List<Double> shares,
            int controls) {
        private static final int LEAST_CONTROLS = 5;

        public Check {
            Checks.atLeast("check needles", needles, 2);
            Checks.atLeast("check haystackTokens", haystackTokens, 1);
            Checks.atLeast("check sequences", sequences, 2);
            Checks.atLeast("plainTexts", plainTexts, 2);
            Checks.atLeast("plainTokens", plainTokens, 2);
            Checks.atLeast("controls", controls, LEAST_CONTROLS);
            shares = List.copyOf(shares);
            if (shares.isEmpty() || !shares.stream().allMatch(share -> share > 0 && share <= 0.25)) {
                throw new IllegalArgumentException("shares " + shares + " must lie in (0, 0.25]");
            }
        }

        /** The smallest share. */
        double least() {
            return Collections.min(shares);
        }
    }

    /** What ships: minutes for the default model on two cores. */
    public static final AtlasPlan STANDARD = new AtlasPlan(
            DEFAULT_SEED,
            new Needles(12, List.of(128, 384, 1024), List.of(0.1, 0.5, 0.9)),
            new Repeats(8, 64, 3),
            new Check(8, 96, 4, 4, 128, List.of(0.02, 0.05), 5),
            1_000,
            FurtherPlan.STANDARD);

    /** A first look, about a quarter of the work: wide intervals. */
    public static final AtlasPlan QUICK = new AtlasPlan(
            DEFAULT_SEED,
            new Needles(6, List.of(128), List.of(0.5)),
            new Repeats(3, 64, 2),
            new Check(4, 96, 2, 2, 100, List.of(0.02), 5),
            500,
            FurtherPlan.QUICK);

    public AtlasPlan {
        Objects.requireNonNull(needles, "needles is null");
        Objects.requireNonNull(repeats, "repeats is null");
        Objects.requireNonNull(check, "check is null");
        Objects.requireNonNull(further, "further is null");
        if (Math.abs(seed) > HeadAtlas.EXACT_IN_JSON) {
            throw new IllegalArgumentException("seed " + seed + " does not survive JSON");
        }
        if (resamples < 1 || resamples > MOST_RESAMPLES) {
            throw new IllegalArgumentException("resamples " + resamples);
        }
    }

    public AtlasPlan withSeed(long other) {
        return new AtlasPlan(other, needles, repeats, check, resamples, further);
    }
}
