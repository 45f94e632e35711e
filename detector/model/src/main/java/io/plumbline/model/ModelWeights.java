package io.plumbline.model;

/**
 * The weights of one model, read on demand and converted to float.
 *
 * <p>Rotary layout: QUERY and KEY rows (and biases) are always <em>interleaved pairs</em>: components {@code 2i} and
 * {@code 2i+1} of a head rotate together by frequency i. A reader of files in the half-split layout permutes on reading.
 */
public interface ModelWeights extends AutoCloseable {
    ModelConfig config();

    /**
     * The values of one weight, row-major, shaped as {@link WeightSlot} states. The caller owns the array.
     *
     * @param layer zero-based; 0 for slots that are not per layer
     * @throws PlumblineException {@link ErrorCode#MODEL_FILE_CORRUPT} naming file and tensor
     */
    float[] read(WeightSlot slot, int layer);

    @Override
    void close();
}
