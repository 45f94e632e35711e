package io.plumbline.model;

import java.util.List;

/**
 * A value reduced inside the engine, so that nothing as wide as the vocabulary or the prefix leaves it. Knows no
 * retrieval: which keys are "context" is the caller's to say. Columns named "head" follow the order of the list given.
 * Attention is read as {@link HookPoint.AttentionPattern} reports it: before the interventions on the head itself.
 */
public sealed interface Reduction extends Capture {
    /**
     * About the token that follows each row, {@code [row × 3]}: column 0 its negative log-likelihood (nats), column 1
     * the entropy of the prediction (nats), column 2 the id of the most likely token (lowest id on a tie; exact below
     * 2^24). Column 0 is NaN for the last position of the sequence, which has no follower.
     */
    record NextToken(TokenSpan rows) implements Reduction {}

    /**
     * Divergence between the logit-lens distributions after and before a layer's FFN, nats, {@code [row × 1]}. The lens
     * is final norm (with gain) plus unembedding, of POST and of MID. ReDeEP's parametric knowledge score, unscaled.
     * Never NaN: a probability that underflows contributes its limit, and the result is clamped as {@link
     * DivergenceMode} says.
     */
    record LensDivergence(int layer, DivergenceMode mode, TokenSpan rows) implements Reduction {
        public LensDivergence {
            Checks.layer(layer);
        }
    }

    /**
     * Divergence between what another pass predicts and what this one does, nats, {@code [row × 1]}: row r of this pass beside
     * row r of {@code states}. Both predictions are unembeddings of final-norm states, so a pass is compared without its
     * vocabulary-wide predictions ever being kept. Never NaN; clamped as {@link DivergenceMode} says.
     *
     * @param states of the other pass, {@code [row × width]} as {@link HookPoint.FinalNorm} brings them
     */
    record PredictionDivergence(FloatMatrix states, DivergenceMode mode, TokenSpan rows) implements Reduction {
        public PredictionDivergence {
            if (states.rows() != rows.length()) {
                throw new IllegalArgumentException(states.rows() + " states for the rows " + rows);
            }
        }
    }

    /** Zero-based rank of the following token in the logit lens of a residual site, {@code [row × 1]}: number of tokens
     * with a strictly larger lens logit; NaN for the last position of the sequence. */
    record LensRank(int layer, ResidualSite site, TokenSpan rows) implements Reduction {
        public LensRank {
            Checks.layer(layer);
        }
    }

    /**
     * ReDeEP's external context score, {@code [row × head]}: cosine between the row's final-norm state and the mean
     * final-norm state of the {@code topKeys} keys of {@code keys} that the head attends to most from that row. Ties
     * take the lower position; each norm in the cosine is floored at 1e-8 as in torch. Only keys that the row sees
     * ({@code key <= row}) can be chosen: a row that sees fewer than {@code topKeys} of them averages those, and one
     * that sees none yields NaN.
     */
    record AttendedStateCosine(List<HeadId> heads, KeySet keys, int topKeys, TokenSpan rows) implements Reduction {
        public AttendedStateCosine {
            heads = Checks.heads(heads);
            Checks.keys(keys);
            if (topKeys < 1 || topKeys > keys.size()) {
                throw new IllegalArgumentException("topKeys " + topKeys + " of " + keys.size() + " keys");
            }
        }
    }

    /**
     * Attention mass per key set, {@code [row × (head · keySets + set)]}: column {@code h * keySets.size() + s} is the
     * sum of head h's pattern over set s. Keys after the row weigh nothing.
     */
    record AttentionMass(List<HeadId> heads, List<KeySet> keySets, TokenSpan rows) implements Reduction {
        public AttentionMass {
            heads = Checks.heads(heads);
            keySets = List.copyOf(keySets);
            if (keySets.isEmpty()) {
                throw new IllegalArgumentException("no key sets");
            }
        }
    }

    /**
     * How many of the {@code topKeys} keys that a head attends to most lie in each set,
     * {@code [row × (head · keySets + set)]}, columns as in {@link AttentionMass}. All keys that the row sees compete, those in no
     * set included; ties take the lower position. A row that sees fewer keys counts those.
     */
    record TopKeyHits(List<HeadId> heads, List<KeySet> keySets, int topKeys, TokenSpan rows) implements Reduction {
        public TopKeyHits {
            heads = Checks.heads(heads);
            keySets = List.copyOf(keySets);
            if (keySets.isEmpty() || topKeys < 1) {
                throw new IllegalArgumentException(keySets.size() + " key sets, top " + topKeys);
            }
        }
    }

    /** Attention mass on those of {@code keys} that hold the very token that follows the row, {@code [row × head]}; NaN for
     * the last position of the sequence. */
    record TokenMatchMass(List<HeadId> heads, KeySet keys, TokenSpan rows) implements Reduction {
        public TokenMatchMass {
            heads = Checks.heads(heads);
            Checks.keys(keys);
        }
    }

    /**
     * The token that a head points at, {@code [row × (2 · head + 0..1)]}. It stands at the one of {@code keys} that the head
     * attends to most from the row (the lower position on a tie). Column {@code 2h}: attention mass on all of {@code keys}
     * that hold this token. Column {@code 2h + 1}: its final logit minus the logit of the token that follows the row, which
     * is the difference of their log-probabilities, nats; positive where the model itself would rather have written what
     * the head points at. A row that sees none of {@code keys} yields mass 0 and NaN; the gap of the last position of the
     * sequence is NaN.
     */
    record PointedToken(List<HeadId> heads, KeySet keys, TokenSpan rows) implements Reduction {
        public PointedToken {
            heads = Checks.heads(heads);
            Checks.keys(keys);
        }
    }

    /** Entropy of the attention pattern over all visible keys, nats, {@code [row × head]}. */
    record AttentionEntropy(List<HeadId> heads, TokenSpan rows) implements Reduction {
        public AttentionEntropy {
            heads = Checks.heads(heads);
        }
    }
}
