package io.plumbline.model.djl;

import io.plumbline.model.kv.KvRule;
import java.util.Arrays;

/**
 * Which token stands in which row of a head's keys and values. The order of rows does not matter to attention: a row given
 * up is filled with the last one. A compensating head's mean has a row of its own in front, not counted here.
 */
final class HeldSlots {
    private final KvRule.Positional rule;
    private int[] positions;
    private int held;
    private int length;
    private long given;

    private HeldSlots(KvRule.Positional rule, int[] positions, int held, int length, long given) {
        this.rule = rule;
        this.positions = positions;
        this.held = held;
        this.length = length;
        this.given = given;
    }

    /** Of the first {@code length} tokens those that the rule holds, in order. */
    static HeldSlots of(KvRule.Positional rule, int length) {
        int[] positions = new int[length];
        int held = 0;
        for (int position = 0; position < length; position++) {
            if (rule.holds(position, length)) {
                positions[held++] = position;
            }
        }
        return new HeldSlots(rule, Arrays.copyOf(positions, held), held, length, length - held);
    }

    HeldSlots copy() {
        return new HeldSlots(rule, positions.clone(), held, length, given);
    }

    boolean compensated() {
        return rule.compensated();
    }

    /** Tokens given up so far. */
    long given() {
        return given;
    }

    /** Positions held, by row. */
    int[] positions() {
        return Arrays.copyOf(positions, held);
    }

    /** Rows of keys, the mean's included. */
    int rows() {
        return held + (rule.compensated() ? 1 : 0);
    }

    /** Takes in the next token behind the rows held. Returns the row given up for it, to be filled with the last; -1 if none. */
    int append() {
        if (held == positions.length) {
            positions = Arrays.copyOf(positions, Math.max(8, 2 * held));
        }
        positions[held++] = length++;
        int dropped = rule.dropped(length);
        if (dropped < 0) {
            return -1;
        }
        int slot = 0;
        while (positions[slot] != dropped) {
            slot++;
        }
        positions[slot] = positions[--held];
        given++;
        return slot + (rule.compensated() ? 1 : 0);
    }
}
