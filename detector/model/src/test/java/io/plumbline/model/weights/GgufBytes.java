package io.plumbline.model.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small GGUF files for tests: F32 tensors, alignment 32. */
final class GgufBytes {
    /** A tensor to write; {@code shape} outermost first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tensor(List<Integer> shape, float[] values) {}

    final Map<String, Object> metadata = new LinkedHashMap<>();
    final Map<String, Tensor> tensors = new LinkedHashMap<>();

    byte[] bytes() {
        Out out = new Out();
        out.int32(0x46554747).int32(3).int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> out.string(key).value(value));
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            List<Integer> shape = entry.getValue().shape();
            out.string(entry.getKey()).int32(shape.size());
            for (int i = shape.size() - 1; i >= 0; i--) {
                out.int64(shape.get(i));
            }
            out.int32(0).int64(offset);
            offset += (entry.getValue().values().length * 4L + 31) / 32 * 32;
        }
        out.pad();
        for (Tensor tensor : tensors.values()) {
            for (float value : tensor.values()) {
                out.int32(Float.floatToRawIntBits(value));
            }
            out.pad();
        }
        return out.bytes.toByteArray();
    }

    /** Little-endian primitives; int is written as u32, Float as f32. */
    static final class Out {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out int32(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
            return this;
        }

        Out int64(long value) {
            bytes.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
            return this;
        }

        Out string(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Out value(Object value) {
            if (value instanceof Integer number) {
                return int32(4).int32(number);
            } else if (value instanceof Float number) {
                return int32(6).int32(Float.floatToRawIntBits(number));
            } else if (value instanceof Boolean bool) {
                int32(7);
                bytes.write(bool ? 1 : 0);
                return this;
            } else if (value instanceof String text) {
                return int32(8).string(text);
            } else if (value instanceof List<?> list) {
                int32(9).int32(8).int64(list.size());
                list.forEach(item -> string((String) item));
                return this;
            }
            throw new IllegalArgumentException("not written: " + value);
        }

        void pad() {
            while (bytes.size() % 32 != 0) {
                bytes.write(0);
            }
        }
    }
}
