package io.plumbline.atlas.probe;

import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import java.util.List;

/**
 * A prompt that hides a needle, followed by the answer: read teacher-forced.
 *
 * @param id name of the probe: needle, length, depth
 * @param group the needle's id
 * @param ids prompt and answer
 * @param rows the rows that predict the answer's tokens, {@code [P-1, N-1)}
 * @param targets where a copying head looks
 */
public record NeedleProbe(String id, String group, TokenIds ids, TokenSpan rows, List<Target> targets) {
    /**
     * The row that writes an answer token, and the needle's token that is copied.
     *
     * @param row predicts the answer token
     * @param key position of the same token inside the needle
     */
    public record Target(int row, int key) {
        public Target {
            if (key < 0 || key > row) {
                throw new IllegalArgumentException("row " + row + " cannot look at key " + key);
            }
        }
    }

    public NeedleProbe {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("probe " + id + " has nothing to copy");
        }
        for (Target target : targets) {
            if (!rows.contains(target.row()) || ids.at(target.row() + 1) != ids.at(target.key())) {
                throw new IllegalArgumentException("probe " + id + ": " + target + " copies nothing");
            }
        }
    }

    /** The needle's tokens, from the first to the last that is copied. */
    public TokenSpan needle() {
        int[] keys = targets.stream().mapToInt(Target::key).sorted().toArray();
        return new TokenSpan(keys[0], keys[keys.length - 1] + 1);
    }

    /** The prompt, without the answer. */
    public TokenIds prompt() {
        return ids.slice(0, rows.start() + 1);
    }

    /** The answer. */
    public TokenIds answer() {
        return ids.slice(rows.start() + 1, ids.size());
    }
}
