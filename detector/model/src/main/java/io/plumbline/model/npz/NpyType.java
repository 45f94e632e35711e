package io.plumbline.model.npz;

import io.plumbline.model.HalfFloat;
import java.nio.ByteBuffer;

/** Element type of an array. */
public enum NpyType {
    BOOL("|b1", 1),
    U8("|u1", 1),
    I8("|i1", 1),
    I16("<i2", 2),
    I32("<i4", 4),
    I64("<i8", 8),
    /** Read only. */
    F16("<f2", 2),
    F32("<f4", 4),
    F64("<f8", 8);

    private final String descriptor;
    private final int bytes;

    NpyType(String descriptor, int bytes) {
        this.descriptor = descriptor;
        this.bytes = bytes;
    }

    /** As the header names it. */
    public String descriptor() {
        return descriptor;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    boolean isInteger() {
        return this != F16 && this != F32 && this != F64;
    }

    long integerAt(ByteBuffer data, int index) {
        return switch (this) {
            case BOOL, U8 -> data.get(index) & 0xff;
            case I8 -> data.get(index);
            case I16 -> data.getShort(index * bytes);
            case I32 -> data.getInt(index * bytes);
            case I64 -> data.getLong(index * bytes);
            case F16, F32, F64 -> throw new IllegalStateException(this + " holds no integers");
        };
    }

    double doubleAt(ByteBuffer data, int index) {
        return switch (this) {
            case F16 -> HalfFloat.toFloat(data.getShort(index * bytes));
            case F32 -> data.getFloat(index * bytes);
            case F64 -> data.getDouble(index * bytes);
            case BOOL, U8, I8, I16, I32, I64 -> integerAt(data, index);
        };
    }
}
