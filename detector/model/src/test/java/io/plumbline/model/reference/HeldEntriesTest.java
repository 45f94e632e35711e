package io.plumbline.model.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.model.kv.KvRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldEntriesTest {
    private static final KvRule.Positional COMPENSATED = new KvRule.Streaming(1, 2, true);
    private static final double[] QUERY = {0.3, -1.2};

    @Test
    void theMeanOfEqualTokensLosesNothing() {
        HeldEntries compressed = new HeldEntries(COMPENSATED, 2, Arithmetic.DOUBLE);
        HeldEntries full = new HeldEntries(new KvRule.Full(), 2, Arithmetic.DOUBLE);
        for (int position = 0; position < 9; position++) {
            // first and last two differ; all between are alike
            double own = position == 0 || position > 6 ? position : 0.5;
            KvEntry entry = new KvEntry(position, new double[] {own, 1}, new double[] {2 * own, -own}, 0, 1);
            compressed.append(entry);
            full.append(entry);
        }
        assertThat(compressed.visible()).hasSize(4);
        assertThat(compressed.visible().get(0).count()).isEqualTo(6);
        double[] expected = attended(full.visible());
        double[] actual = attended(compressed.visible());
        assertThat(actual[0]).isCloseTo(expected[0], within(1e-12));
        assertThat(actual[1]).isCloseTo(expected[1], within(1e-12));
    }

    @Test
    void compressingAtOnceEqualsGivingUpTokenByToken() {
        HeldEntries stepwise = new HeldEntries(COMPENSATED, 2, Arithmetic.DOUBLE);
        HeldEntries full = new HeldEntries(new KvRule.Full(), 2, Arithmetic.DOUBLE);
        for (int position = 0; position < 9; position++) {
            KvEntry entry = new KvEntry(position, new double[] {0, position, 1}, new double[] {9, -position, 3}, 1, 1);
            stepwise.append(entry);
            full.append(entry);
        }
        HeldEntries atOnce = HeldEntries.compressed(COMPENSATED, full.visible(), 2, Arithmetic.DOUBLE);
        assertThat(attended(atOnce.visible())).containsExactly(attended(stepwise.visible()));
        assertThat(atOnce.room()).isEqualTo(4);
    }

    /** Softmax attention of the query, an entry that stands for N tokens counted N times. */
    private static double[] attended(List<KvEntry> entries) {
        double total = 0;
        double[] sum = new double[2];
        for (KvEntry entry : entries) {
            double logit = QUERY[0] * entry.keys()[entry.from()] + QUERY[1] * entry.keys()[entry.from() + 1];
            double weight = entry.count() * Math.exp(logit);
            total += weight;
            sum[0] += weight * entry.values()[entry.from()];
            sum[1] += weight * entry.values()[entry.from() + 1];
        }
        return new double[] {sum[0] / total, sum[1] / total};
    }
}
