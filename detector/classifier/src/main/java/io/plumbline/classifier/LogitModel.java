package io.plumbline.classifier;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.tokenizer.EncodedPair;

/** What reads a pair of texts. Apart from {@link OnnxModel}, so that this package loads without ONNX Runtime. */
interface LogitModel extends AutoCloseable {
    /** Logits {@code [token × class]}; the same for the same pair, whatever ran before or runs beside it. */
    FloatMatrix logits(EncodedPair pair);

    /** SHA-256, in lower-case hex, of the model file. */
    String sha256();

    /** Name and version of the library that computes. */
    String runtime();

    @Override
    void close();
}
