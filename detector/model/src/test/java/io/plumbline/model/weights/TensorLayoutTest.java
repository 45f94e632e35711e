package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorLayoutTest {
    private static final int WIDTH = 8;

    @Test
    void shouldInterleaveEveryHeadApart() {
        float[] rows = {0, 1, 2, 3, 10, 11, 12, 13};
        assertThat(TensorLayout.interleave(rows, 4, 1)).containsExactly(0, 2, 1, 3, 10, 12, 11, 13);
        float[] matrix = {0, 100, 1, 101, 2, 102, 3, 103};
        assertThat(TensorLayout.interleave(matrix, 4, 2)).containsExactly(0, 100, 2, 102, 1, 101, 3, 103);
    }

    /** What the permutation is for: scores of half-split rotation (Hugging Face) and of rotated pairs are the same. */
    @Test
    void shouldKeepAttentionScores() {
        Random random = new Random(20261123);
        for (int trial = 0; trial < 50; trial++) {
            float[] query = vector(random);
            float[] key = vector(random);
            int m = random.nextInt(100);
            int n = random.nextInt(100);
            double halfSplit = dot(rotate(query, m, true), rotate(key, n, true));
            double pairs = dot(
                    rotate(TensorLayout.interleave(query, WIDTH, 1), m, false),
                    rotate(TensorLayout.interleave(key, WIDTH, 1), n, false));
            assertThat(pairs).isCloseTo(halfSplit, offset(1e-9));
        }
    }

    private static double[] rotate(float[] values, int position, boolean halfSplit) {
        double[] rotated = new double[WIDTH];
        for (int i = 0; i < WIDTH / 2; i++) {
            int a = halfSplit ? i : 2 * i;
            int b = halfSplit ? i + WIDTH / 2 : 2 * i + 1;
            double angle = position * Math.pow(10_000, -2.0 * i / WIDTH);
            rotated[a] = values[a] * Math.cos(angle) - values[b] * Math.sin(angle);
            rotated[b] = values[b] * Math.cos(angle) + values[a] * Math.sin(angle);
        }
        return rotated;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] vector(Random random) {
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
