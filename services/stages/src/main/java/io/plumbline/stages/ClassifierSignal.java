package io.plumbline.stages;

import io.plumbline.classifier.ScoredToken;
import io.plumbline.classifier.TokenClassifier;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.TokenSignal;
import io.plumbline.scoring.Unexaminable;
import java.util.List;

/**
 * The user's token classifier as a signal: it cuts the answer into tokens of its own, and a token of the scoring model has the
 * highest probability of those it shares a character with. A token that shares none (white space, for many tokenizers) has
 * that of the next one that does; after the last, of the last. The classifier belongs to the caller.
 */
public final class ClassifierSignal implements TokenSignal {
    private final TokenClassifier classifier;
    private final String sha256;

    public ClassifierSignal(TokenClassifier classifier) {
        this.classifier = classifier;
        this.sha256 = classifier.identity().sha256();
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String environment() {
        return classifier.runtime().replace(' ', '-');
    }

    @Override
    public float[] probabilities(RagExample example, List<CharSpan> tokens) throws Unexaminable {
        try {
            return aligned(classifier.classify(example), tokens);
        } catch (PlumblineException e) {
            if (e.code() == ErrorCode.INPUT_TOO_LONG) {
                throw new Unexaminable(AbstentionReason.TOO_LONG, "the token classifier: " + e.getMessage());
            }
            throw e;
        }
    }

    /**
     * Probabilities of other tokens of the same text.
     *
     * @param scored at least one, in the order of the text
     * @param tokens in the order of the text
     * @return one for each of {@code tokens}
     */
    static float[] aligned(List<ScoredToken> scored, List<CharSpan> tokens) {
        float[] probabilities = new float[tokens.size()];
        int from = 0;
        for (int t = 0; t < probabilities.length; t++) {
            CharSpan token = tokens.get(t);
            while (from < scored.size() - 1 && scored.get(from).span().end() <= token.start()) {
                from++;
            }
            double highest = scored.get(from).probability();
            for (int s = from; s < scored.size() && scored.get(s).span().start() < token.end(); s++) {
                highest = Math.max(highest, scored.get(s).probability());
            }
            probabilities[t] = (float) highest;
        }
        return probabilities;
    }
}
