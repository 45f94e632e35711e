package io.plumbline.model.reference;

import io.plumbline.model.kv.KvRule;
import java.util.ArrayList;
import java.util.List;

/** What one key/value head holds, by a rule, of the tokens so far. */
final class HeldEntries {
    private final KvRule.Positional rule;
    private final int width;
    private final Arithmetic arithmetic;
    /** The mean of what was given up comes first, once there is one. */
    private final List<KvEntry> entries = new ArrayList<>();

    private int length;

    /** @param width of the head */
    HeldEntries(KvRule.Positional rule, int width, Arithmetic arithmetic) {
        this.rule = rule;
        this.width = width;
        this.arithmetic = arithmetic;
    }

    /** Takes in what a dense cache holds of a head: first everything, then the rule. */
    static HeldEntries compressed(KvRule.Positional rule, List<KvEntry> dense, int width, Arithmetic arithmetic) {
        HeldEntries held = new HeldEntries(rule, width, arithmetic);
        held.length = dense.size();
        for (KvEntry entry : dense) {
            if (rule.holds(entry.position(), held.length)) {
                held.entries.add(held.own(entry));
            } else if (rule.compensated()) {
                held.compensate(entry);
            }
        }
        return held;
    }

    HeldEntries copy() {
        HeldEntries copy = new HeldEntries(rule, width, arithmetic);
        copy.length = length;
        copy.entries.addAll(entries);
        return copy;
    }

    /** Takes in the next token and gives up what the rule does not hold any more. */
    void append(KvEntry entry) {
        entries.add(entry);
        length++;
        int dropped = rule.dropped(length);
        if (dropped < 0) {
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).position() == dropped) {
                KvEntry gone = entries.remove(i);
                if (rule.compensated()) {
                    compensate(gone);
                }
                return;
            }
        }
        throw new IllegalStateException("position " + dropped + " is not held");
    }

    /** Moves the mean by one token: {@code mean + (x - mean) / N}. */
    private void compensate(KvEntry gone) {
        boolean first = entries.isEmpty() || entries.get(0).position() >= 0;
        KvEntry mean = first ? new KvEntry(-1, new double[width], new double[width], 0, 0) : entries.remove(0);
        long count = mean.count() + 1;
        double[] keys = new double[width];
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
            keys[i] = moved(mean.keys()[i], gone.keys()[gone.from() + i], count);
            values[i] = moved(mean.values()[i], gone.values()[gone.from() + i], count);
        }
        entries.add(0, new KvEntry(-1, keys, values, 0, count));
    }

    private double moved(double mean, double value, long count) {
        return arithmetic.round(mean + (value - mean) / count);
    }

    /** The head's components alone, so that nothing else of the token is kept. */
    private KvEntry own(KvEntry entry) {
        double[] keys = new double[width];
        double[] values = new double[width];
        System.arraycopy(entry.keys(), entry.from(), keys, 0, width);
        System.arraycopy(entry.values(), entry.from(), values, 0, width);
        return new KvEntry(entry.position(), keys, values, 0, 1);
    }

    /** What a query sees now, in the order of positions. */
    List<KvEntry> visible() {
        return entries;
    }

    /** Number of tokens seen. */
    int length() {
        return length;
    }

    /** Room that the head needs: a compensating one has an entry for the mean from the start. */
    int room() {
        boolean unused =
                rule.compensated() && (entries.isEmpty() || entries.get(0).position() >= 0);
        return entries.size() + (unused ? 1 : 0);
    }
}
