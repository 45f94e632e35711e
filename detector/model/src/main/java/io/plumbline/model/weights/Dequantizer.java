package io.plumbline.model.weights;

import io.plumbline.model.HalfFloat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Stored blocks to float. Layouts are ggml's; every operation is a single float32 one in the order of the Python
 * package {@code gguf} 0.19.0, whose values are reproduced bit for bit.
 */
final class Dequantizer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Dequantizer() {}

    /** Converts {@code blocks} whole blocks from the start of {@code source} into {@code target} from {@code at} on. */
    static void dequantize(TensorType type, byte[] source, int blocks, float[] target, int at) {
        for (int block = 0; block < blocks; block++) {
            int from = block * type.blockBytes();
            int to = at + block * type.blockLength();
            switch (type) {
                case F32 -> target[to] = Float.intBitsToFloat((int) INT.get(source, from));
                case F16 -> target[to] = half(source, from);
                case BF16 -> target[to] = Float.intBitsToFloat((short) SHORT.get(source, from) << 16);
                case Q4_0 -> q40(source, from, target, to);
                case Q4_1 -> q41(source, from, target, to);
                case Q5_0 -> q50(source, from, target, to);
                case Q5_1 -> q51(source, from, target, to);
                case Q8_0 -> q80(source, from, target, to);
                case Q4_K -> q4k(source, from, target, to);
                case Q5_K -> q5k(source, from, target, to);
                case Q6_K -> q6k(source, from, target, to);
            }
        }
    }

    private static float half(byte[] source, int at) {
        return HalfFloat.toFloat((short) SHORT.get(source, at));
    }

    /** {@code f16 d; u4 q[32]}: value = d (q - 8); low nibbles hold the first half of the block. */
    private static void q40(byte[] source, int from, float[] target, int to) {
        float d = half(source, from);
        for (int i = 0; i < 16; i++) {
            int packed = source[from + 2 + i];
            target[to + i] = d * ((packed & 0xf) - 8);
            target[to + 16 + i] = d * (((packed >> 4) & 0xf) - 8);
        }
    }

    /** {@code f16 d, m; u4 q[32]}: value = d q + m. */
    private static void q41(byte[] source, int from, float[] target, int to) {
        float d = half(source, from);
        float m = half(source, from + 2);
        for (int i = 0; i < 16; i++) {
            int packed = source[from + 4 + i];
            target[to + i] = d * (packed & 0xf) + m;
            target[to + 16 + i] = d * ((packed >> 4) & 0xf) + m;
        }
    }

    /** {@code f16 d; u32 fifthBits; u4 q[32]}: value = d (q - 16). */
    private static void q50(byte[] source, int from, float[] target, int to) {
        float d = half(source, from);
        int high = (int) INT.get(source, from + 2);
        for (int i = 0; i < 16; i++) {
            int packed = source[from + 6 + i];
            target[to + i] = d * (((packed & 0xf) | ((high >> i) & 1) << 4) - 16);
            target[to + 16 + i] = d * ((((packed >> 4) & 0xf) | ((high >> (i + 16)) & 1) << 4) - 16);
        }
    }

    /** {@code f16 d, m; u32 fifthBits; u4 q[32]}: value = d q + m. */
    private static void q51(byte[] source, int from, float[] target, int to) {
        float d = half(source, from);
        float m = half(source, from + 2);
        int high = (int) INT.get(source, from + 4);
        for (int i = 0; i < 16; i++) {
            int packed = source[from + 8 + i];
            target[to + i] = d * ((packed & 0xf) | ((high >> i) & 1) << 4) + m;
            target[to + 16 + i] = d * (((packed >> 4) & 0xf) | ((high >> (i + 16)) & 1) << 4) + m;
        }
    }

    /** {@code f16 d; i8 q[32]}: value = d q. */
    private static void q80(byte[] source, int from, float[] target, int to) {
        float d = half(source, from);
        for (int i = 0; i < 32; i++) {
            target[to + i] = source[from + 2 + i] * d;
        }
    }

    /**
     * {@code f16 d, dmin; u6 scale[8], min[8] in 12 bytes; u4 q[256]}: value = (d scale) q - dmin min, 32 per
     * scale.
     */
    private static void q4k(byte[] source, int from, float[] target, int to) {
        for (int sub = 0; sub < 8; sub++) {
            float scale = half(source, from) * scale(source, from + 4, sub);
            float min = half(source, from + 2) * min(source, from + 4, sub);
            int quants = from + 16 + (sub / 2) * 32;
            int shift = (sub % 2) * 4;
            for (int i = 0; i < 32; i++) {
                target[to + sub * 32 + i] = scale * ((source[quants + i] >> shift) & 0xf) - min;
            }
        }
    }

    /** As Q4_K with a fifth bit: bit {@code sub} of 32 bytes that lie before the nibbles. */
    private static void q5k(byte[] source, int from, float[] target, int to) {
        for (int sub = 0; sub < 8; sub++) {
            float scale = half(source, from) * scale(source, from + 4, sub);
            float min = half(source, from + 2) * min(source, from + 4, sub);
            int quants = from + 48 + (sub / 2) * 32;
            int shift = (sub % 2) * 4;
            for (int i = 0; i < 32; i++) {
                int high = (source[from + 16 + i] >> sub) & 1;
                target[to + sub * 32 + i] = scale * (((source[quants + i] >> shift) & 0xf) | high << 4) - min;
            }
        }
    }

    /** {@code u4 low[256]; u2 high[256]; i8 scale[16]; f16 d}: value = (d scale) (q - 32), 16 per scale. */
    private static void q6k(byte[] source, int from, float[] target, int to) {
        float d = half(source, from + 208);
        for (int sub = 0; sub < 8; sub++) {
            int half = sub / 4;
            int quarter = sub % 4;
            int low = from + half * 64 + (quarter % 2) * 32;
            int lowShift = (quarter / 2) * 4;
            int high = from + 128 + half * 32;
            for (int i = 0; i < 32; i++) {
                int q = (source[low + i] >> lowShift & 0xf) | (source[high + i] >> (quarter * 2) & 3) << 4;
                float scale = d * source[from + 192 + sub * 2 + i / 16];
                target[to + sub * 32 + i] = scale * (q - 32);
            }
        }
    }

    /** The six-bit scale of a K-quant's sub-block: the last four keep two of their bits in the first bytes' tops. */
    private static int scale(byte[] source, int at, int sub) {
        return sub < 4 ? source[at + sub] & 0x3f : (source[at + 4 + sub] & 0xf) | (source[at + sub - 4] >> 2 & 0x30);
    }

    private static int min(byte[] source, int at, int sub) {
        return sub < 4
                ? source[at + 4 + sub] & 0x3f
                : (source[at + 4 + sub] >> 4 & 0xf) | (source[at + sub] >> 2 & 0x30);
    }
}
