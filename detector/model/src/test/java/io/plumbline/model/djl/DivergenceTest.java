package io.plumbline.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways of computing a divergence, that for CPUs and that for GPUs, against the definition in double. */
class DivergenceTest {
    private static final int VOCABULARY = 20_000;
    private static final int ROWS = 3;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 3, 40, 400})
    void shouldEqualTheDefinition(double spread) {
        Random random = new Random(5);
        float[] after = new float[ROWS * VOCABULARY];
        float[] before = new float[ROWS * VOCABULARY];
        for (int i = 0; i < after.length; i++) {
            after[i] = (float) (spread * random.nextGaussian() + 20);
            before[i] = (float) (after[i] + 0.3 * spread * random.nextGaussian());
        }
        Engines.load(Engines.Target.parse("cpu"));
        try (InferenceThread thread = new InferenceThread(1)) {
            for (String function : new String[] {"divergence", "divergence_by_row"}) {
                float[] found = thread.call(() -> run(function, after, before));
                for (int row = 0; row < ROWS; row++) {
                    double[] expected = expected(after, before, row * VOCABULARY);
                    assertThat((double) found[2 * row]).as(function).isCloseTo(expected[0], within(3e-6));
                    assertThat((double) found[2 * row + 1])
                            .as(function)
                            .isCloseTo(expected[1], within(3e-6 + 3e-6 * expected[1]));
                }
            }
        }
    }

    private static float[] run(String function, float[] after, float[] before) {
        try (PtNDManager manager = (PtNDManager)
                NDManager.newBaseManager(Engines.Target.parse("cpu").device(), "PyTorch")) {
            Shape shape = new Shape(ROWS, VOCABULARY);
            return TorchScript.load(manager)
                    .call(function)
                    .tensor(TorchScript.upload(manager, shape, after))
                    .tensor(TorchScript.upload(manager, shape, before))
                    .floats(manager);
        }
    }

    /** Jensen-Shannon and reversed KL of one row. */
    private static double[] expected(float[] after, float[] before, int from) {
        double normaliserA = logSumExp(after, from);
        double normaliserB = logSumExp(before, from);
        double shannon = 0;
        double reversed = 0;
        for (int i = from; i < from + VOCABULARY; i++) {
            double a = after[i] - normaliserA;
            double b = before[i] - normaliserB;
            double m = Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))) - Math.log(2);
            shannon += 0.5 * Math.exp(a) * (a - m) + 0.5 * Math.exp(b) * (b - m);
            reversed += 0.5 * Math.exp(m) * (2 * m - a - b);
        }
        return new double[] {shannon, reversed};
    }

    private static double logSumExp(float[] logits, int from) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + VOCABULARY; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + VOCABULARY; i++) {
            sum += Math.exp(logits[i] - max);
        }
        return max + Math.log(sum);
    }
}
