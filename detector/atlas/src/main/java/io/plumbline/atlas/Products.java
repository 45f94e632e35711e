package io.plumbline.atlas;

import java.util.Arrays;

/** Matrix products in plain loops, written so that the virtual machine uses vector instructions. */
final class Products {
    private Products() {}

    /** Rows times columns: {@code left [rows × inner]} times {@code right [inner × columns]}, row-major. */
    static float[] product(float[] left, float[] right, int rows, int inner, int columns) {
        float[] out = new float[rows * columns];
        float[] sums = new float[columns];
        for (int r = 0; r < rows; r++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < inner; k++) {
                add(sums, left[r * inner + k], right, k * columns);
            }
            System.arraycopy(sums, 0, out, r * columns, columns);
        }
        return out;
    }

    private static void add(float[] sums, float factor, float[] values, int from) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += factor * values[from + c];
        }
    }

    /** {@code [rows × columns]} to {@code [columns × rows]}. */
    static float[] transposed(float[] matrix, int rows, int columns) {
        float[] out = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = matrix[r * columns + c];
            }
        }
        return out;
    }

    /** The rows of a matrix with {@code columns} columns, one after the other. */
    static float[] rows(float[] matrix, int[] rows, int columns) {
        float[] out = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(matrix, rows[i] * columns, out, i * columns, columns);
        }
        return out;
    }
}
