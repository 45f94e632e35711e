package io.plumbline.model.weights;

import java.util.Optional;

/**
 * How a tensor's values are stored: blocks of {@code blockLength} values in {@code blockBytes} bytes. Numbers and sizes
 * are those of ggml's type table; safetensors uses the first three only.
 */
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210);

    private final int ggmlId;
    private final int blockLength;
    private final int blockBytes;

    TensorType(int ggmlId, int blockLength, int blockBytes) {
        this.ggmlId = ggmlId;
        this.blockLength = blockLength;
        this.blockBytes = blockBytes;
    }

    static Optional<TensorType> byGgmlId(int id) {
        for (TensorType type : values()) {
            if (type.ggmlId == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Values per block. */
    public int blockLength() {
        return blockLength;
    }

    /** Bytes per block. */
    public int blockBytes() {
        return blockBytes;
    }
}
