package io.plumbline.atlas;

import java.util.List;
import java.util.Objects;

/**
 * How much is measured for the families beyond the core.
 *
 * @param newTokens written at most where the model answers by itself
 * @param documents passages of which one holds the answer
 * @param texts plain prose whose attention is read
 * @param streaming passkeys for the streaming score
 * @param chains linked key-value pairs
 * @param rules abstract patterns
 * @param weights what is looked at of the vocabulary
 */
public record FurtherPlan(
        int newTokens,
        Documents documents,
        Texts texts,
        Streaming streaming,
        Chains chains,
        Rules rules,
        Vocabulary weights) {

    /**
     * Passages to tell apart.
     *
     * @param count passages in a prompt
     * @param tokens prose in each
     */
    public record Documents(int count, int tokens) {
        public Documents {
            Checks.atLeast("documents", count, 2);
            Checks.atLeast("documentTokens", tokens, 1);
        }
    }

    /**
     * Prose.
     *
     * @param count texts
     * @param tokens lengths at which each is read, for spans
     * @param rows last rows of a text that are read, for spans
     * @param blockTokens block of S2-Attention
     * @param blocks length of a text for S2-Attention
     * @param stride blocks from one column of a vertical stride to the next
     */
    public record Texts(int count, List<Integer> tokens, int rows, int blockTokens, int blocks, int stride) {
        public Texts {
            Checks.atLeast("texts", count, 2);
            tokens = List.copyOf(tokens);
            Checks.atLeast("lengths", tokens.size(), 2);
            Checks.atLeast("rows", rows, 1);
            int most = rows;
            tokens.forEach(length -> Checks.atLeast("tokens", length, most));
            Checks.atLeast("blockTokens", blockTokens, 1);
            Checks.atLeast("stride", stride, 2);
            Checks.atLeast("blocks", blocks, stride + 3);
        }
    }

    /**
     * DuoAttention's training data, small.
     *
     * @param samples texts
     * @param tokens prose in each, about
     * @param passkeys in each
     * @param sink first keys that a streaming head keeps
     * @param recent last keys that it keeps
     */
    public record Streaming(int samples, int tokens, int passkeys, int sink, int recent) {
        public Streaming {
            Checks.atLeast("samples", samples, 2);
            Checks.atLeast("tokens", tokens, 1);
            Checks.atLeast("passkeys", passkeys, 1);
            Checks.atLeast("sink", sink, 0);
            Checks.atLeast("recent", recent, 1);
        }
    }

    /**
     * Chains of links in random order, as in the retrieval problem.
     *
     * @param count test problems for each length
     * @param hops longest chain
     * @param shots solved problems before the test problem
     */
    public record Chains(int count, int hops, int shots) {
        public Chains {
            Checks.atLeast("chains", count, 2);
            Checks.atLeast("hops", hops, 1);
            Checks.atLeast("shots", shots, 0);
        }
    }

    /**
     * The patterns ABA and ABB.
     *
     * @param count pairs of contexts
     * @param shots examples of the pattern in each
     */
    public record Rules(int count, int shots) {
        public Rules {
            Checks.atLeast("rules", count, 2);
            Checks.atLeast("shots", shots, 1);
        }
    }

    /**
     * Samples of the vocabulary, where all of it would be too much.
     *
     * @param lensRows rows of needle answers at which a head's output is read
     * @param lensTokens tokens kept for a head
     * @param gershgorinRows discs of the OV matrix that are looked at
     * @param gershgorinColumns entries from which a disc's radius is estimated
     */
    public record Vocabulary(int lensRows, int lensTokens, int gershgorinRows, int gershgorinColumns) {
        public Vocabulary {
            Checks.atLeast("lensRows", lensRows, 1);
            Checks.atLeast("lensTokens", lensTokens, 1);
            Checks.atLeast("gershgorinRows", gershgorinRows, 4);
            Checks.atLeast("gershgorinColumns", gershgorinColumns, 2);
        }
    }

    /** What {@link AtlasPlan#STANDARD} holds. */
    static final FurtherPlan STANDARD = new FurtherPlan(
            50,
            new Documents(8, 64),
            new Texts(4, List.of(256, 512, 1024), 64, 16, 16, 4),
            new Streaming(2, 320, 3, 16, 64),
            new Chains(16, 4, 4),
            new Rules(24, 10),
            new Vocabulary(12, 6, 512, 2048));

    /** What {@link AtlasPlan#QUICK} holds. */
    static final FurtherPlan QUICK = new FurtherPlan(
            30,
            new Documents(5, 40),
            new Texts(2, List.of(128, 256), 32, 16, 8, 4),
            new Streaming(2, 160, 2, 4, 32),
            new Chains(8, 3, 3),
            new Rules(8, 6),
            new Vocabulary(8, 6, 128, 512));

    public FurtherPlan {
        Checks.atLeast("newTokens", newTokens, 1);
        Objects.requireNonNull(documents, "documents is null");
        Objects.requireNonNull(texts, "texts is null");
        Objects.requireNonNull(streaming, "streaming is null");
        Objects.requireNonNull(chains, "chains is null");
        Objects.requireNonNull(rules, "rules is null");
        Objects.requireNonNull(weights, "weights is null");
    }
}
