package io.plumbline.model.npz;

import io.plumbline.model.FloatMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An immutable array of numbers in C order, of at most {@value #MAX_DIMENSIONS} dimensions; none is a scalar. */
public final class NpyArray {
    public static final int MAX_DIMENSIONS = 4;
    /** 1 GiB. */
    public static final int MAX_BYTES = 1 << 30;

    private final NpyType type;
    private final int[] shape;
    private final byte[] data;

    NpyArray(NpyType type, int[] shape, byte[] littleEndian) {
        if (littleEndian.length != byteSize(type, shape)) {
            throw new IllegalArgumentException(
                    Arrays.toString(shape) + " of " + type + " is not " + littleEndian.length + " bytes");
        }
        this.type = type;
        this.shape = shape.clone();
        this.data = littleEndian;
    }

    public static NpyArray of(float[] values, int... shape) {
        byte[] data = allocate(NpyType.F32, shape, values.length);
        ByteBuffer view = littleEndian(data);
        for (float value : values) {
            view.putFloat(value);
        }
        return new NpyArray(NpyType.F32, shape, data);
    }

    public static NpyArray of(double[] values, int... shape) {
        byte[] data = allocate(NpyType.F64, shape, values.length);
        ByteBuffer view = littleEndian(data);
        for (double value : values) {
            view.putDouble(value);
        }
        return new NpyArray(NpyType.F64, shape, data);
    }

    public static NpyArray of(int[] values, int... shape) {
        byte[] data = allocate(NpyType.I32, shape, values.length);
        ByteBuffer view = littleEndian(data);
        for (int value : values) {
            view.putInt(value);
        }
        return new NpyArray(NpyType.I32, shape, data);
    }

    public static NpyArray of(long[] values, int... shape) {
        byte[] data = allocate(NpyType.I64, shape, values.length);
        ByteBuffer view = littleEndian(data);
        for (long value : values) {
            view.putLong(value);
        }
        return new NpyArray(NpyType.I64, shape, data);
    }

    /** Unsigned bytes. */
    public static NpyArray of(byte[] values, int... shape) {
        return new NpyArray(NpyType.U8, shape, values.clone());
    }

    public static NpyArray of(boolean[] values, int... shape) {
        byte[] data = allocate(NpyType.BOOL, shape, values.length);
        ByteBuffer view = littleEndian(data);
        for (boolean value : values) {
            view.put((byte) (value ? 1 : 0));
        }
        return new NpyArray(NpyType.BOOL, shape, data);
    }

    /** {@code [row × column]} floats. */
    public static NpyArray of(FloatMatrix matrix) {
        return of(matrix.toArray(), matrix.rows(), matrix.columns());
    }

    public NpyType type() {
        return type;
    }

    public int[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int size() {
        return data.length / type.bytes();
    }

    /** Every element as the nearest double. */
    public double[] toDoubles() {
        double[] values = new double[size()];
        ByteBuffer view = littleEndian(data);
        for (int i = 0; i < values.length; i++) {
            values[i] = type.doubleAt(view, i);
        }
        return values;
    }

    /** Every element as the nearest float. */
    public float[] toFloats() {
        float[] values = new float[size()];
        ByteBuffer view = littleEndian(data);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) type.doubleAt(view, i);
        }
        return values;
    }

    /**
     * Every element exactly.
     *
     * @throws IllegalStateException if the elements are not integers or booleans
     */
    public long[] toLongs() {
        long[] values = new long[size()];
        ByteBuffer view = littleEndian(data);
        for (int i = 0; i < values.length; i++) {
            values[i] = type.integerAt(view, i);
        }
        return values;
    }

    /**
     * Every element exactly.
     *
     * @throws IllegalStateException if the elements are not integers or booleans
     * @throws ArithmeticException if one does not fit
     */
    public int[] toInts() {
        return Arrays.stream(toLongs()).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * An array of two dimensions as a matrix; one of one dimension as a single column; a scalar as a single cell.
     *
     * @throws IllegalStateException if it has more dimensions
     */
    public FloatMatrix toMatrix() {
        if (shape.length > 2) {
            throw new IllegalStateException("not a matrix: " + Arrays.toString(shape));
        }
        int rows = shape.length == 0 ? 1 : shape[0];
        return FloatMatrix.owning(rows, shape.length == 2 ? shape[1] : 1, toFloats());
    }

    /** The part with the given index in the first dimension. */
    public NpyArray at(int index) {
        if (shape.length == 0 || index < 0 || index >= shape[0]) {
            throw new IndexOutOfBoundsException(index + " of " + Arrays.toString(shape));
        }
        int bytes = data.length / shape[0];
        byte[] part = Arrays.copyOfRange(data, index * bytes, (index + 1) * bytes);
        return new NpyArray(type, Arrays.copyOfRange(shape, 1, shape.length), part);
    }

    byte[] littleEndian() {
        return data;
    }

    /** Checked size in bytes of an array. */
    static int byteSize(NpyType type, int[] shape) {
        if (shape.length > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(shape.length + " dimensions; at most " + MAX_DIMENSIONS);
        }
        long bytes = type.bytes();
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape));
            }
            bytes = Math.multiplyExact(bytes, (long) length);
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes; at most " + MAX_BYTES);
        }
        return (int) bytes;
    }

    private static byte[] allocate(NpyType type, int[] shape, int count) {
        byte[] data = new byte[byteSize(type, shape)];
        if ((long) count * type.bytes() != data.length) {
            throw new IllegalArgumentException(count + " values for shape " + Arrays.toString(shape));
        }
        return data;
    }

    private static ByteBuffer littleEndian(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NpyArray that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "NpyArray[" + type + " " + Arrays.toString(shape) + "]";
    }
}
