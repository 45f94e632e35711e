package io.plumbline.model.weights;

/** Reads one tensor of an open file as float, a bounded piece at a time. */
final class TensorReader {
    private static final int PIECE_BYTES = 1 << 20;

    private TensorReader() {}

    /** All values in file order; a value that is not finite is refused, since it would poison every score after it. */
    static float[] read(RandomAccess file, TensorInfo tensor) {
        TensorType type = tensor.type();
        int blocksPerPiece = PIECE_BYTES / type.blockBytes();
        int blocks = tensor.elements() / type.blockLength();
        byte[] piece = new byte[Math.min(blocks, blocksPerPiece) * type.blockBytes()];
        float[] values = new float[tensor.elements()];
        for (int done = 0; done < blocks; ) {
            int now = Math.min(blocksPerPiece, blocks - done);
            file.read(tensor.offset() + (long) done * type.blockBytes(), piece, now * type.blockBytes(), tensor.name());
            Dequantizer.dequantize(type, piece, now, values, done * type.blockLength());
            done += now;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw ModelFileErrors.corrupt(file.path(), tensor.name(), "value " + i + " is " + values[i]);
            }
        }
        return values;
    }
}
