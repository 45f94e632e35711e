package io.plumbline.atlas;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.WeightSlot;

/** What heads read and write, from the weights of one layer at a time. Vectors are rows; a head's width is {@code w}. */
final class HeadCircuits {
    private HeadCircuits() {}

    /** The value projection of a layer. */
    static final class Values {
        private final ModelConfig config;
        private final float[] gain;
        private final float[] projection;
        private final float[] bias;

        Values(ModelWeights weights, int layer) {
            this.config = weights.config();
            this.gain = weights.read(WeightSlot.ATTENTION_NORM, layer);
            this.projection = weights.read(WeightSlot.VALUE, layer);
            this.bias = config.qkvBias()
                    ? weights.read(WeightSlot.VALUE_BIAS, layer)
                    : new float[config.kvHeads() * config.headWidth()];
        }

        /** Values of a token, {@code [kvHeads · w]}, from its residual state before the layer. */
        double[] of(float[] state) {
            double squares = 0;
            for (float each : state) {
                squares += (double) each * each;
            }
            double scale = 1 / Math.sqrt(squares / state.length + config.rmsEpsilon());
            double[] values = new double[bias.length];
            for (int out = 0; out < values.length; out++) {
                double sum = 0;
                for (int i = 0; i < state.length; i++) {
                    sum += (double) projection[out * state.length + i] * gain[i] * state[i];
                }
                values[out] = sum * scale + bias[out];
            }
            return values;
        }
    }

    /** The output projection of a layer. */
    static final class Writes {
        private final int width;
        private final int headWidth;
        private final int all;
        private final float[] projection;

        Writes(ModelWeights weights, int layer) {
            ModelConfig config = weights.config();
            this.width = config.width();
            this.headWidth = config.headWidth();
            this.all = config.heads() * headWidth;
            this.projection = weights.read(WeightSlot.ATTENTION_OUTPUT, layer);
        }

        /** What a head that mixes {@code z [w]} adds to the residual stream, {@code [width]}. */
        float[] of(int head, float[] z) {
            float[] written = new float[width];
            for (int out = 0; out < width; out++) {
                double sum = 0;
                for (int i = 0; i < headWidth; i++) {
                    sum += (double) projection[out * all + head * headWidth + i] * z[i];
                }
                written[out] = (float) sum;
            }
            return written;
        }

        /** The direction {@code [w]} of a head's z that {@code u [width]} reads from what the head writes. */
        double[] towards(int head, float[] u) {
            double[] direction = new double[headWidth];
            for (int out = 0; out < width; out++) {
                for (int i = 0; i < headWidth; i++) {
                    direction[i] += (double) projection[out * all + head * headWidth + i] * u[out];
                }
            }
            return direction;
        }

        /** A head's slice, {@code [width × w]}. */
        float[] slice(int head) {
            float[] slice = new float[width * headWidth];
            for (int out = 0; out < width; out++) {
                System.arraycopy(projection, out * all + head * headWidth, slice, out * headWidth, headWidth);
            }
            return slice;
        }
    }
}
