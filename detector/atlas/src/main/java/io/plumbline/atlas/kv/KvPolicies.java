package io.plumbline.atlas.kv;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvObservation;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * The published policies for one model and one budget: what each head holds of the prompt. They differ in which heads get
 * how many entries, and in which tokens those are; all use the budget up. A head whose entries are all of the prompt's tokens
 * holds what comes later, too.
 */
public final class KvPolicies {
    /** First tokens that windowed heads hold, as RazorAttention and StreamingLLM do. */
    public static final int SINK = 4;

    /** RazorAttention's share of heads that hold everything: 14 % induction heads and 1 % echo heads. */
    private static final double RAZOR_SHARE = 0.15;

    private static final double RAZOR_ECHO_PART = 1.0 / 15;
    /** Of a budget too small for RazorAttention's share of heads, as much goes to heads that hold everything. */
    private static final double RAZOR_MOST_OF_BUDGET = 0.75;

    private static final int STRIDE_BLOCK = 4;

    private final ModelConfig config;
    private final KvBudget budget;
    private final long entries;
    private final List<KvHead> heads;

    /** @throws PlumblineException INVALID_REQUEST if the budget is too small for sinks and a window in each head */
    public KvPolicies(ModelConfig config, KvBudget budget) {
        this.config = config;
        this.budget = budget;
        this.entries = budget.entries(config);
        this.heads = KvHead.all(config);
        if (entries < (long) heads.size() * leastWindow()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    "a share of " + budget.share() + " of " + budget.tokens() + " tokens leaves a head fewer than "
                            + leastWindow() + " entries: allow more, or take longer prompts");
        }
    }

    /** Sinks, a mean, and a token of its own. */
    private static int leastWindow() {
        return SINK + 2;
    }

    /** The first tokens and the last, in all heads alike (StreamingLLM, arXiv 2309.17453). */
    public KvPolicy streaming() {
        return policy("streaming", even(), KvPolicies::window);
    }

    /** What the prompt's last tokens attend to, as much in each head (SnapKV, arXiv 2404.14469). */
    public KvPolicy snapKv() {
        return policy("snapkv", even(), KvRule.Budget::new);
    }

    /**
     * A window and every so-manieth block, the blocks of each head shifted (S2-Attention, arXiv 2407.17678): half of a head's
     * entries in either. Blocks are of 4 tokens; the paper's of 64 suit longer prompts.
     */
    public KvPolicy strided() {
        int[] sizes = even();
        List<KvRule> rules = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            rules.add(
                    sizes[i] >= budget.tokens()
                            ? new KvRule.Full()
                            : strided(sizes[i], heads.get(i).head()));
        }
        return new KvPolicy("s2", config.layers(), config.kvHeads(), rules);
    }

    private KvRule strided(int size, int head) {
        int tokens = budget.tokens();
        int stride = Math.max(2, (int) Math.round((tokens - size / 2.0) / (size / 2.0)));
        int offset = head * stride / config.kvHeads();
        // a wider window takes in at most one more token each time, so that one width fits exactly
        int low = 1;
        int high = tokens;
        while (low < high) {
            int middle = (low + high) / 2;
            if (new KvRule.Strided(middle, STRIDE_BLOCK, stride, offset).entries(tokens) < size) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new KvRule.Strided(low, STRIDE_BLOCK, stride, offset);
    }

    /**
     * Retrieval heads hold everything, the others the first tokens, the last, and the mean of the rest (RazorAttention, arXiv
     * 2407.15891).
     *
     * @param compensated whether the others hold the mean
     */
    public KvPolicy razor(Collection<KvHead> retrieval, boolean compensated) {
        return policy(
                compensated ? "razor" : "razor without the mean",
                full(retrieval),
                size -> compensated ? new KvRule.Streaming(SINK, size - SINK - 1, true) : window(size));
    }

    /**
     * RazorAttention's retrieval heads: of all key/value heads 14 % by induction and 1 % by echo, at least one. Where those
     * would take more than three quarters of the budget, fewer in the same proportion.
     */
    public List<KvHead> razorHeads(KvScores induction, KvScores echo) {
        double share = Math.min(RAZOR_SHARE, RAZOR_MOST_OF_BUDGET * budget.share());
        int count = (int) Math.max(1, Math.floor(share * heads.size()));
        int echoes = (int) Math.max(1, Math.round(RAZOR_ECHO_PART * count));
        Set<KvHead> chosen = new LinkedHashSet<>(echo.ranking().subList(0, echoes));
        for (KvHead head : induction.ranking()) {
            if (chosen.size() >= count) {
                break;
            }
            chosen.add(head);
        }
        return List.copyOf(chosen);
    }

    /**
     * Some heads hold everything, the others stream (DuoAttention, arXiv 2410.10819).
     *
     * @param full which hold everything
     */
    public KvPolicy duo(Collection<KvHead> full) {
        return policy("duo", full(full), KvPolicies::window);
    }

    /**
     * The first of a ranking, as many as half of the budget lets hold everything: the other half is for windows in all heads.
     * DuoAttention fixes sinks and window (64 and 256 tokens of tens of thousands) and the share of full heads; here the
     * budget is what is fixed.
     *
     * @param ranking by gate, or by a score that stands in for it, best first
     */
    public List<KvHead> duoHeads(List<KvHead> ranking) {
        double half = budget.share() / 2;
        int count = (int) Math.max(1, Math.floor(heads.size() * half / (1 - half)));
        return List.copyOf(ranking.subList(0, Math.min(count, ranking.size())));
    }

    /**
     * What the prompt's last tokens attend to, more in heads of higher score (HeadKV, arXiv 2410.19258). Of the b entries that
     * a head has on average beside the window of observation, {@code b // β} go into a pool that is shared out by score, as
     * the authors' code does it; their README says the opposite of β. A head cannot hold more than the prompt: what is left
     * over goes to the others. Budgets are per key/value head; the authors store a key once for each query head.
     *
     * @param scores not negative
     * @param beta at least 1; near 1 nearly all is shared out by score, a large one leaves SnapKV
     */
    public KvPolicy headKv(ToDoubleFunction<KvHead> scores, double beta) {
        if (!(beta >= 1)) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "beta " + beta + " must be at least 1");
        }
        double[] score = heads.stream().mapToDouble(scores).toArray();
        double total = Arrays.stream(score).sum();
        int window = KvObservation.WINDOW;
        double mean = Math.max(0, (double) entries / heads.size() - window);
        double pooled = Math.floor(mean / beta);
        double floor = mean - pooled;
        double[] wished = new double[score.length];
        for (int i = 0; i < wished.length; i++) {
            double part = total > 0 ? score[i] / total : 1.0 / score.length;
            wished[i] = part * pooled * heads.size() + floor + window;
        }
        return policy("headkv", spread(wished, Math.min(leastWindow(), window)), KvRule.Budget::new);
    }

    /**
     * Scores for {@link #headKv} with heads mistaken for others of their layer: each head gets another one's, so that layers
     * keep their budgets. The control of HeadKV.
     */
    public ToDoubleFunction<KvHead> mistaken(ToDoubleFunction<KvHead> scores, long seed) {
        Random random = new Random(seed);
        Map<KvHead, Double> moved = new HashMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            int shift = config.kvHeads() == 1 ? 0 : 1 + random.nextInt(config.kvHeads() - 1);
            for (int head = 0; head < config.kvHeads(); head++) {
                double score = scores.applyAsDouble(new KvHead(layer, (head + shift) % config.kvHeads()));
                moved.put(new KvHead(layer, head), score);
            }
        }
        Map<KvHead, Double> fixed = Collections.unmodifiableMap(moved);
        return head -> fixed.getOrDefault(head, 0.0);
    }

    /**
     * A window for each head in proportion to its span, which grows with the text (MoA, arXiv 2406.14909). MoA searches spans
     * under a limit of density; here spans measured once are scaled to the budget by one factor.
     *
     * @param spans share of the text that a head's window must hold; only proportions count
     */
    public KvPolicy moa(ToDoubleFunction<KvHead> spans) {
        int tokens = budget.tokens();
        int[] sizes = spread(heads.stream().mapToDouble(spans).toArray(), leastWindow());
        // half a token more, so that rounding cannot take one away
        return policy("moa", sizes, size -> new KvRule.Span(SINK, 0, (size - SINK + 0.5) / tokens));
    }

    private static KvRule window(int size) {
        return new KvRule.Streaming(SINK, size - SINK, false);
    }

    private KvPolicy policy(String name, int[] sizes, IntFunction<KvRule> rule) {
        List<KvRule> rules = new ArrayList<>();
        for (int size : sizes) {
            rules.add(size >= budget.tokens() ? new KvRule.Full() : rule.apply(size));
        }
        return new KvPolicy(name, config.layers(), config.kvHeads(), rules);
    }

    private int[] even() {
        double[] weights = new double[heads.size()];
        Arrays.fill(weights, 1);
        return spread(weights, leastWindow());
    }

    private int[] spread(double[] weights, int least) {
        return KvBudget.spread(entries, weights, filled(least), filled(budget.tokens()));
    }

    /** These heads hold everything; the rest of the budget is for the others alike. */
    private int[] full(Collection<KvHead> full) {
        int[] least = filled(leastWindow());
        double[] weights = new double[heads.size()];
        for (int i = 0; i < least.length; i++) {
            if (full.contains(heads.get(i))) {
                least[i] = budget.tokens();
            }
            weights[i] = 1;
        }
        if (Arrays.stream(least).asLongStream().sum() > entries) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    full.size() + " heads that hold everything are more than a share of " + budget.share() + " allows");
        }
        return KvBudget.spread(entries, weights, least, filled(budget.tokens()));
    }

    private int[] filled(int value) {
        int[] values = new int[heads.size()];
        Arrays.fill(values, value);
        return values;
    }
}
