package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bit equality with the values that Python's gguf 0.19.0 gives for the same blocks (weights_fixtures.py). */
class DequantizerTest {
    @ParameterizedTest
    @EnumSource(TensorType.class)
    void shouldEqualPythonBitForBit(TensorType type) throws IOException {
        byte[] blocks = resource(type + ".blocks");
        float[] expected = floats(resource(type + ".values"));
        float[] actual = new float[expected.length + 1];

        Dequantizer.dequantize(type, blocks, blocks.length / type.blockBytes(), actual, 1);

        for (int i = 0; i < expected.length; i++) {
            assertThat(Float.floatToRawIntBits(actual[i + 1]))
                    .as("%s value %d: %s, expected %s", type, i, actual[i + 1], expected[i])
                    .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
        assertThat(blocks.length / type.blockBytes() * type.blockLength()).isEqualTo(expected.length);
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DequantizerTest.class.getResourceAsStream("/weights/dequantise/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
