package io.plumbline.model.sampling;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;

/** Chooses a token by its logits. A token with logit negative infinity is never chosen. One decoding owns a sampler. */
@FunctionalInterface
public interface TokenSampler {
    /**
     * The chosen token id.
     *
     * @param logits one per token of the vocabulary
     * @throws PlumblineException {@link ErrorCode#ENGINE_FAILURE} if one is NaN or none is above negative infinity
     */
    int choose(float[] logits);

    /** The most likely token; the lowest id on a tie. */
    static TokenSampler greedy() {
        return TokenSampler::best;
    }

    /**
     * Draws from the softmax of {@code logits / temperature}, cut to its nucleus: the fewest most likely tokens whose
     * probabilities reach {@code topP} (Holtzman et al., arXiv 1904.09751). Equal seeds and logits give equal tokens.
     *
     * @param temperature above 0
     * @param topP in (0, 1]; 1 cuts nothing
     */
    static TokenSampler nucleus(double temperature, double topP, long seed) {
        if (!(temperature > 0) || !Double.isFinite(temperature) || !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("temperature " + temperature + ", topP " + topP);
        }
        Random random = new Random(seed);
        return logits -> draw(logits, temperature, topP, random.nextDouble());
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int token = 0; token < logits.length; token++) {
            if (Float.isNaN(logits[token])) {
                throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "the logit of token " + token + " is NaN");
            }
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) {
            throw new PlumblineException(ErrorCode.ENGINE_FAILURE, "no token is possible: every logit is -infinity");
        }
        return best;
    }

    private static int draw(float[] logits, double temperature, double topP, double uniform) {
        double max = logits[best(logits)];
        double[] weights = new double[logits.length];
        double total = 0;
        for (int token = 0; token < logits.length; token++) {
            weights[token] = Math.exp((logits[token] - max) / temperature);
            total += weights[token];
        }
        Integer[] likelyFirst = new Integer[logits.length];
        Arrays.setAll(likelyFirst, token -> token);
        Arrays.sort(likelyFirst, Comparator.comparingDouble(token -> -weights[token]));
        int nucleus = 0;
        double mass = 0;
        while (nucleus < likelyFirst.length && mass < topP * total) {
            mass += weights[likelyFirst[nucleus]];
            nucleus++;
        }
        double left = uniform * mass;
        for (int i = 0; i < nucleus - 1; i++) {
            left -= weights[likelyFirst[i]];
            if (left < 0) {
                return likelyFirst[i];
            }
        }
        return likelyFirst[nucleus - 1];
    }
}
