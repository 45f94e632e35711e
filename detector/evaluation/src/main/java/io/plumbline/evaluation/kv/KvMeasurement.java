package io.plumbline.evaluation.kv;

/**
 * One needle's answer, read from one cache.
 *
 * @param nll mean negative log-likelihood of the judged tokens, nats
 * @param copied share of the judged tokens that the model would have written itself; 1 means that greedy decoding, once it
 *     has begun the sentence, goes on word for word
 * @param bytesAtStart of keys and values when the prompt was compressed
 * @param bytesAtEnd when the answer's last token was in
 */
record KvMeasurement(double nll, double copied, double bytesAtStart, double bytesAtEnd) {
    /** Numbers in {@link #toArray}. */
    static final int NUMBERS = 4;

    double[] toArray() {
        return new double[] {nll, copied, bytesAtStart, bytesAtEnd};
    }

    static KvMeasurement of(double[] values, int from) {
        return new KvMeasurement(values[from], values[from + 1], values[from + 2], values[from + 3]);
    }
}
