package io.plumbline.model.kv;

import io.plumbline.model.KeySet;

/** Which keys and values one key/value head holds. Lengths, windows and budgets are in tokens. */
public sealed interface KvRule {
    /**
     * A rule that depends on positions only. A token at position p attends to just those positions that its head holds at
     * length p + 1, itself included: what a mask of this shape would leave it. What a head has given up never comes back.
     */
    sealed interface Positional extends KvRule {
        /**
         * From where on everything is held, in a sequence of {@code length} tokens. Grows with the length, by no more than
         * the length does. Below the length of every pass, so that a token sees itself.
         */
        int windowStart(int length);

        /** Whether a position is held wherever the window is. */
        boolean always(int position);

        /** Whether what is given up goes on in one entry: the mean of its keys, the mean of its values. */
        default boolean compensated() {
            return false;
        }

        /** Whether the position is held in a sequence of {@code length} tokens. */
        default boolean holds(int position, int length) {
            return position < length && (position >= windowStart(length) || always(position));
        }

        /** The position given up when the sequence grows to {@code length} tokens; -1 if none is. */
        default int dropped(int length) {
            int first = length == 0 ? 0 : windowStart(length - 1);
            return first < windowStart(length) && !always(first) ? first : -1;
        }

        /** Number of entries at a length. A head that compensates has room for its extra entry from the start. */
        default int entries(int length) {
            int start = windowStart(length);
            int held = length - start + (compensated() ? 1 : 0);
            for (int position = 0; position < start; position++) {
                held += always(position) ? 1 : 0;
            }
            return held;
        }
    }

    /** Everything. */
    record Full() implements Positional {
        @Override
        public int windowStart(int length) {
            return 0;
        }

        @Override
        public boolean always(int position) {
            return true;
        }
    }

    /**
     * The first tokens and the last ones: StreamingLLM (Xiao et al., arXiv 2309.17453), and the streaming heads of
     * DuoAttention (arXiv 2410.10819: {@code j < sink or i - j < recent}). Keys keep the rotary turn of their own position,
     * as in DuoAttention's code; StreamingLLM turns them anew to count within the cache.
     *
     * <p>Compensated, it is RazorAttention's rule (arXiv 2407.15891, Algorithm 1): the N tokens given up go on as one entry,
     * their mean key and mean value, which counts N times: {@code ln N} is added to its logit. Equal keys and equal values
     * lose nothing by it. The port in golden-stick leaves N out and compresses a prompt once; here N counts, and tokens that
     * leave the window while decoding join the mean.
     *
     * @param sink first tokens held
     * @param recent last tokens held, the current one included; at least 1
     */
    record Streaming(int sink, int recent, boolean compensated) implements Positional {
        public Streaming {
            notNegative("sink", sink);
            atLeastOne("recent", recent);
        }

        @Override
        public int windowStart(int length) {
            return Math.max(0, length - recent);
        }

        @Override
        public boolean always(int position) {
            return position < sink;
        }
    }

    /**
     * The first tokens and a window that grows with the sequence, {@code base + slope · N} tokens of N: MoA's elastic rule
     * (arXiv 2406.14909), whose masks keep the first tokens, too.
     *
     * @param sink first tokens held
     * @param base tokens; may be negative
     * @param slope in [0, 1]
     */
    record Span(int sink, double base, double slope) implements Positional {
        public Span {
            notNegative("sink", sink);
            if (!Double.isFinite(base) || !(slope >= 0 && slope <= 1)) {
                throw new IllegalArgumentException("a span of " + base + " + " + slope + " N");
            }
        }

        @Override
        public int windowStart(int length) {
            double window = Math.max(1, Math.floor(base + slope * length));
            return (int) Math.max(0, length - window);
        }

        @Override
        public boolean always(int position) {
            return position < sink;
        }
    }

    /**
     * A window and every {@code stride}-th block before it: S2-Attention (arXiv 2407.17678). Heads with different offsets
     * cover all blocks together.
     *
     * @param recent last tokens held; at least 1
     * @param block tokens in a block
     * @param stride every how many blocks one is held
     * @param offset the first block held, below {@code stride}
     */
    record Strided(int recent, int block, int stride, int offset) implements Positional {
        public Strided {
            atLeastOne("recent", recent);
            atLeastOne("block", block);
            atLeastOne("stride", stride);
            if (offset < 0 || offset >= stride) {
                throw new IllegalArgumentException("offset " + offset + " of stride " + stride);
            }
        }

        @Override
        public int windowStart(int length) {
            return Math.max(0, length - recent);
        }

        @Override
        public boolean always(int position) {
            return position / block % stride == offset;
        }
    }

    /**
     * Some of the first tokens, and all that come later.
     *
     * @param positions held, below {@code from}
     * @param from number of tokens chosen among; the rule is for sequences at least as long
     */
    record Chosen(KeySet positions, int from) implements Positional {
        public Chosen {
            notNegative("from", from);
            if (!positions.isEmpty() && positions.at(positions.size() - 1) >= from) {
                throw new IllegalArgumentException(positions + " are not below " + from);
            }
        }

        @Override
        public int windowStart(int length) {
            return Math.min(from, length);
        }

        @Override
        public boolean always(int position) {
            return positions.contains(position);
        }
    }

    /**
     * As many tokens of a prompt as this, those that the prompt's last tokens attend to most, and all that come later:
     * SnapKV (arXiv 2404.14469), whose budgets differ by head in HeadKV (arXiv 2410.19258). {@link KvObservation} makes it
     * {@link Chosen}.
     *
     * @param entries at least 1; a head with more entries than tokens holds all
     */
    record Budget(int entries) implements KvRule {
        public Budget {
            atLeastOne("entries", entries);
        }
    }

    private static void notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative " + name + " " + value);
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value);
        }
    }
}
