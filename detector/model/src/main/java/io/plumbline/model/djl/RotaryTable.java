package io.plumbline.model.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;

/**
 * Cosine and sine of every position's rotary angles, {@code [position × headWidth / 2 × 2]}, float32 rounded from double.
 * Grows when a longer sequence comes.
 */
final class RotaryTable {
    private static final int FIRST_LENGTH = 2048;

    private final ModelConfig config;
    private final PtNDManager manager;
    private int length;
    private PtNDArray table;

    RotaryTable(ModelConfig config, PtNDManager manager) {
        this.config = config;
        this.manager = manager;
        this.length = Math.min(FIRST_LENGTH, config.contextLength());
        this.table = build(length);
    }

    /** A table of at least {@code positions} positions, which the model's window must hold. */
    PtNDArray upTo(int positions) {
        if (positions > length) {
            int grown = Math.min(config.contextLength(), Math.max(positions, 2 * length));
            PtNDArray longer = build(grown);
            table.close();
            table = longer;
            length = grown;
        }
        return table;
    }

    private PtNDArray build(int positions) {
        double[] frequencies = frequencies(config);
        float[] values = new float[positions * frequencies.length * 2];
        int at = 0;
        for (int position = 0; position < positions; position++) {
            for (double frequency : frequencies) {
                values[at++] = (float) Math.cos(position * frequency);
                values[at++] = (float) Math.sin(position * frequency);
            }
        }
        PtNDArray host = TorchScript.upload(manager, new Shape(positions, frequencies.length, 2), values);
        return host.toDevice(manager.getDevice(), false);
    }

    /** Turns per position of each pair of components: {@code base^(-2i / headWidth)}, scaled. */
    private static double[] frequencies(ModelConfig config) {
        double[] frequencies = new double[config.headWidth() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(config.ropeBase(), -2.0 * i / config.headWidth());
            frequencies[i] = scaled(plain, config.ropeScaling());
        }
        return frequencies;
    }

    private static double scaled(double frequency, RopeScaling scaling) {
        if (scaling instanceof RopeScaling.Linear linear) {
            return frequency / linear.factor();
        }
        if (scaling instanceof RopeScaling.Llama3 bands) {
            double turns = bands.originalContextLength() * frequency / (2 * Math.PI);
            double low = bands.lowFrequencyFactor();
            double high = bands.highFrequencyFactor();
            double share = Math.min(Math.max((turns - low) / (high - low), 0), 1);
            return share * frequency + (1 - share) * frequency / bands.factor();
        }
        return frequency;
    }
}
