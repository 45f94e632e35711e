package io.plumbline.mitigation.strategy;

/** Probabilities of logits, in double. StrictMath: the same bits on every machine. */
final class Softmax {
    private Softmax() {}

    static float max(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        return max;
    }

    /** Logarithm of the sum of the exponentials. */
    static double logSum(float[] logits) {
        double max = max(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - max);
        }
        return max + StrictMath.log(sum);
    }

    /** Nats; a token that is impossible adds nothing. */
    static double entropy(float[] logits) {
        double logSum = logSum(logits);
        double entropy = 0;
        for (float logit : logits) {
            double logProbability = logit - logSum;
            double probability = StrictMath.exp(logProbability);
            entropy -= probability == 0 ? 0 : probability * logProbability;
        }
        return entropy;
    }
}
