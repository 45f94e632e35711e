package io.plumbline.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import java.util.Arrays;

/** What all passes of one model share on the device: functions, weights, rotary table. Owns their memory. */
final class DecoderRuntime implements AutoCloseable {
    private final ModelConfig config;
    private final NumberFormat format;
    private final PtNDManager manager;
    private final TorchScript script;
    private final DecoderWeights weights;
    private final RotaryTable rotary;

    /** Loads everything; to be called on the inference thread. */
    DecoderRuntime(ModelWeights source, Engines.Target target, NumberFormat format) {
        this.config = source.config();
        this.format = format;
        this.manager = (PtNDManager) NDManager.newBaseManager(target.device(), "PyTorch");
        try {
            this.script = TorchScript.load(manager);
            this.weights = DecoderWeights.upload(source, script, manager, format);
            this.rotary = new RotaryTable(config, manager);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    ModelConfig config() {
        return config;
    }

    TorchScript script() {
        return script;
    }

    DecoderWeights weights() {
        return weights;
    }

    RotaryTable rotary() {
        return rotary;
    }

    /** A manager whose tensors are freed when it is closed. */
    PtNDManager newScope() {
        return (PtNDManager) manager.newSubManager();
    }

    /** An uninitialised tensor in the model's number format. */
    PtNDArray empty(PtNDManager scope, long... shape) {
        return script.call("empty").tensor(weights.finalNorm()).integers(shape).tensor(scope);
    }

    /** Integers on the device. */
    PtNDArray integers(PtNDManager scope, int[] values) {
        return (PtNDArray) scope.create(Arrays.stream(values).asLongStream().toArray(), new Shape(values.length));
    }

    /** Floats on the device. */
    PtNDArray floats(PtNDManager scope, float[] values, long... shape) {
        return (PtNDArray) scope.create(values, new Shape(shape));
    }

    int bytesPerNumber() {
        return format == NumberFormat.FLOAT32 ? Float.BYTES : Short.BYTES;
    }

    @Override
    public void close() {
        manager.close();
    }
}
