package io.plumbline.model.djl;

import io.plumbline.model.Capture;
import io.plumbline.model.FloatMatrix;

/** A capture's matrix while a pass fills it, in blocks of rows and columns. */
final class CaptureTarget {
    private final Capture capture;
    private final int columns;
    private final float[] data;
    private int filled;

    CaptureTarget(Capture capture, int columns) {
        this.capture = capture;
        this.columns = columns;
        this.data = new float[Math.multiplyExact(capture.rows().length(), columns)];
    }

    Capture capture() {
        return capture;
    }

    /**
     * Writes a block.
     *
     * @param firstRow absolute position of the block's first row
     * @param block row-major values
     * @param blockColumn the block's column from which to take
     * @param blockColumns width of the block
     * @param column first column to write
     * @param count number of columns to write
     */
    void put(int firstRow, float[] block, int blockColumn, int blockColumns, int column, int count) {
        int rows = block.length / blockColumns;
        for (int r = 0; r < rows; r++) {
            int to = (firstRow - capture.rows().start() + r) * columns + column;
            System.arraycopy(block, r * blockColumns + blockColumn, data, to, count);
        }
        filled += rows * count;
    }

    /** Writes whole rows. */
    void put(int firstRow, float[] block) {
        put(firstRow, block, 0, columns, 0, columns);
    }

    /** Whether every cell was written. */
    boolean complete() {
        return filled == data.length;
    }

    /** The finished matrix; this object must not be used afterwards. */
    FloatMatrix matrix() {
        return FloatMatrix.owning(capture.rows().length(), columns, data);
    }
}
