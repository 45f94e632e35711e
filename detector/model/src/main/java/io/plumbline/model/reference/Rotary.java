package io.plumbline.model.reference;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.RopeScaling;

/**
 * Rotary positions (Su et al., arXiv 2104.09864) on interleaved pairs: components {@code 2i} and {@code 2i+1} of a head
 * turn by {@code position * base^(-2i / headWidth)}, the frequency scaled as {@link RopeScaling} says. Angles in
 * double.
 */
final class Rotary {
    private final double[] frequencies;
    private final Arithmetic arithmetic;

    Rotary(ModelConfig config, Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
        frequencies = new double[config.headWidth() / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double unscaled = Math.pow(config.ropeBase(), -2.0 * i / config.headWidth());
            frequencies[i] = scaled(unscaled, config.ropeScaling());
        }
    }

    /** Turns every head of {@code heads} (heads one after the other) to {@code position}, in place. */
    void turn(double[] heads, int position) {
        for (int at = 0; at < heads.length; at += 2) {
            double angle = position * frequencies[(at / 2) % frequencies.length];
            double cos = arithmetic.round(Math.cos(angle));
            double sin = arithmetic.round(Math.sin(angle));
            double a = heads[at];
            double b = heads[at + 1];
            heads[at] = arithmetic.round(arithmetic.round(a * cos) - arithmetic.round(b * sin));
            heads[at + 1] = arithmetic.round(arithmetic.round(b * cos) + arithmetic.round(a * sin));
        }
    }

    private static double scaled(double frequency, RopeScaling scaling) {
        if (scaling instanceof RopeScaling.None) {
            return frequency;
        }
        if (scaling instanceof RopeScaling.Linear linear) {
            return frequency / linear.factor();
        }
        if (scaling instanceof RopeScaling.Llama3 bands) {
            return llama3(frequency, bands);
        }
        throw new IllegalStateException("unknown rope scaling " + scaling);
    }

    /** Short waves as they are, long ones stretched, a linear blend between (Llama 3.1). */
    private static double llama3(double frequency, RopeScaling.Llama3 bands) {
        double wavesInContext = bands.originalContextLength() * frequency / (2 * Math.PI);
        if (wavesInContext > bands.highFrequencyFactor()) {
            return frequency;
        }
        if (wavesInContext < bands.lowFrequencyFactor()) {
            return frequency / bands.factor();
        }
        double blend = (wavesInContext - bands.lowFrequencyFactor())
                / ((double) bands.highFrequencyFactor() - bands.lowFrequencyFactor());
        return (1 - blend) * frequency / bands.factor() + blend * frequency;
    }
}
