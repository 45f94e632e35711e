package io.plumbline.model;

import java.util.Arrays;

/** An immutable row-major matrix {@code [row × column]} of floats. */
public final class FloatMatrix {
    private final int rows;
    private final int columns;
    private final float[] data;

    private FloatMatrix(int rows, int columns, float[] data) {
        if (rows < 0 || columns < 0 || (long) rows * columns != data.length) {
            throw new IllegalArgumentException(rows + " x " + columns + " does not hold " + data.length + " values");
        }
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /** Copies {@code data}. */
    public static FloatMatrix of(int rows, int columns, float... data) {
        return new FloatMatrix(rows, columns, data.clone());
    }

    /** Takes {@code data} over without a copy: the caller must not touch it again. */
    public static FloatMatrix owning(int rows, int columns, float[] data) {
        return new FloatMatrix(rows, columns, data);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float at(int row, int column) {
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException("[" + row + ", " + column + "] of " + rows + " x " + columns);
        }
        return data[row * columns + column];
    }

    /** A copy of one row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(data, row * columns, (row + 1) * columns);
    }

    /** A copy of one column. */
    public float[] column(int column) {
        float[] copy = new float[rows];
        for (int r = 0; r < rows; r++) {
            copy[r] = at(r, column);
        }
        return copy;
    }

    /** A row-major copy of everything. */
    public float[] toArray() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatMatrix that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "FloatMatrix[" + rows + " x " + columns + "]";
    }
}
