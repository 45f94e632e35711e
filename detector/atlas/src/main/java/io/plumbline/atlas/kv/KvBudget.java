package io.plumbline.atlas.kv;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvHead;

/**
 * How many entries, one key and one value each, all heads may hold together when a prompt is compressed. Equal budgets are
 * equal bytes: every policy made of a budget uses it up to the last entry.
 *
 * @param tokens of the prompt
 * @param share of the entries that a full cache has, in (0, 1]
 */
public record KvBudget(int tokens, double share) {
    public KvBudget {
        if (tokens < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of " + share + " of " + tokens + " tokens");
        }
    }

    /** Entries of all heads together. */
    public long entries(ModelConfig config) {
        return (long) Math.floor(share * tokens * KvHead.all(config).size());
    }

    /**
     * Shares entries out in proportion to weights, within bounds; what a bound takes from one goes to the others. Whole
     * entries, as many as asked for; equal parts are rounded so that the first heads get the odd ones.
     *
     * @param total to share out; between the sums of the bounds
     * @param weights not negative; only their proportions count
     * @param least of each
     * @param most of each
     */
    static int[] spread(long total, double[] weights, int[] least, int[] most) {
        long lowest = sum(least);
        long highest = sum(most);
        if (total < lowest || total > highest) {
            throw new IllegalArgumentException(total + " entries within [" + lowest + ", " + highest + "]");
        }
        // parts grow with the scale, from all at their least to all at their most: find the last that is not too much
        double low = 0;
        double high = 1;
        while (sum(parts(high, weights, least, most)) < total && high < 1e15) {
            high *= 2;
        }
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (sum(parts(middle, weights, least, most)) <= total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        int[] parts = parts(low, weights, least, most);
        long left = total - sum(parts);
        while (left > 0) {
            for (int i = 0; i < parts.length && left > 0; i++) {
                if (parts[i] < most[i]) {
                    parts[i]++;
                    left--;
                }
            }
        }
        return parts;
    }

    private static int[] parts(double scale, double[] weights, int[] least, int[] most) {
        int[] parts = new int[weights.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (int) Math.min(most[i], Math.max(least[i], Math.floor(scale * weights[i])));
        }
        return parts;
    }

    private static long sum(int[] parts) {
        long sum = 0;
        for (int part : parts) {
            sum += part;
        }
        return sum;
    }
}
