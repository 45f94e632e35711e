package io.plumbline.model;

/** IEEE 754 binary16, which Java itself reads from version 20 on only. */
public final class HalfFloat {
    private HalfFloat() {}

    /** The float of the same value, exactly. */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * 0x1p-24f));
        }
        int widened = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | widened << 23 | mantissa << 13);
    }
}
