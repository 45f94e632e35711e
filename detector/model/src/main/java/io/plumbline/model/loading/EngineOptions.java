package io.plumbline.model.loading;

import io.plumbline.model.djl.NumberFormat;
import java.util.Objects;

/**
 * How a model runs.
 *
 * @param device {@code cpu} or {@code cuda:n}
 * @param format number format of weights and activations; on a CPU without matrix units for it a short format is slower
 * @param threads threads inside one operation, fixed for the model's life: results depend on it in the last bits
 */
public record EngineOptions(String device, NumberFormat format, int threads) {
    /** More cores than any machine this is meant for. */
    private static final int MOST_THREADS = 1024;

    public EngineOptions {
        Objects.requireNonNull(format, "format is null");
        if (!device.matches("cpu|cuda:\\d{1,3}")) {
            throw new IllegalArgumentException("device " + device + "; known: cpu, cuda:0, cuda:1, ...");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads " + threads);
        }
    }

    /** float32 on the CPU. */
    public static EngineOptions cpu(int threads) {
        return new EngineOptions("cpu", NumberFormat.FLOAT32, threads);
    }
}
