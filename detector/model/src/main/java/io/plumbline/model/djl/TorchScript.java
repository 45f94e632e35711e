package io.plumbline.model.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The functions of {@code decoder.torchscript}. The only class that touches DJL's internal {@code ai.djl.pytorch.jni}:
 * pinned to DJL 0.35.1. Must be used by the one thread that called {@link #configureThread}.
 */
final class TorchScript implements AutoCloseable {
    private static final ThreadLocal<Integer> CONFIGURED = new ThreadLocal<>();

    private final PtSymbolBlock module;

    private TorchScript(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * Sets what libtorch keeps per thread: no profiling executor (it would recompile on the first calls and change their
     * speed), no gradients, {@code threads} threads inside an operation.
     */
    static void configureThread(int threads) {
        JniUtils.setNumThreads(threads);
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        CONFIGURED.set(threads);
        requireConfigured();
    }

    /** Compiles the functions; they live as long as {@code manager}. */
    static TorchScript load(PtNDManager manager) {
        requireConfigured();
        byte[] archive = ScriptArchive.ofResource("decoder.torchscript");
        try {
            return new TorchScript(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call of a function, its arguments to follow in order. */
    Call call(String function) {
        return new Call(function);
    }

    /** A float32 tensor in libtorch's own memory, filled from arrays one after the other. */
    static PtNDArray upload(PtNDManager manager, Shape shape, float[]... parts) {
        PtNDArray tensor =
                JniUtils.createEmptyNdArray(manager, shape, DataType.FLOAT32, Device.cpu(), SparseFormat.DENSE);
        ByteBuffer bytes = JniUtils.getByteBuffer(tensor, true);
        if (!bytes.isDirect()) {
            throw new IllegalStateException("libtorch gave a copy in place of its memory");
        }
        for (float[] part : parts) {
            bytes.asFloatBuffer().put(part);
            bytes.position(bytes.position() + part.length * Float.BYTES);
        }
        if (bytes.hasRemaining()) {
            throw new IllegalStateException("weights do not fill a tensor of shape " + shape);
        }
        return tensor;
    }

    /** The gradient mode can be asked for and the thread count, too; for the executor there is only our own word. */
    private static void requireConfigured() {
        Integer threads = CONFIGURED.get();
        if (threads == null || JniUtils.isGradMode() || JniUtils.getNumThreads() != threads) {
            throw new IllegalStateException("this thread is not configured for inference");
        }
    }

    @Override
    public void close() {
        module.close();
    }

    /** Arguments of one call. They are released when it returns. */
    final class Call {
        private final String function;
        private final List<IValue> arguments = new ArrayList<>();

        private Call(String function) {
            this.function = function;
        }

        Call tensor(NDArray tensor) {
            arguments.add(IValue.from((PtNDArray) tensor));
            return this;
        }

        Call tensors(Collection<PtNDArray> tensors) {
            arguments.add(IValue.listFrom(tensors.toArray(PtNDArray[]::new)));
            return this;
        }

        Call integer(long value) {
            arguments.add(IValue.from(value));
            return this;
        }

        Call integers(long... values) {
            arguments.add(IValue.listFrom(values));
            return this;
        }

        Call real(double value) {
            arguments.add(IValue.from(value));
            return this;
        }

        Call bool(boolean value) {
            arguments.add(IValue.from(value));
            return this;
        }

        Call reals(double... values) {
            arguments.add(IValue.listFrom(values));
            return this;
        }

        /** Runs a function that returns one tensor, which then belongs to {@code scope}. */
        PtNDArray tensor(PtNDManager scope) {
            try (IValue result = run()) {
                return result.toTensor(scope);
            }
        }

        /** Runs a function that returns a list of tensors, which then belong to {@code scope}. */
        PtNDArray[] tensors(PtNDManager scope) {
            try (IValue result = run()) {
                return result.toTensorArray(scope);
            }
        }

        /** Runs a function for its effect on its arguments. */
        void run(PtNDManager scope) {
            tensor(scope).close();
        }

        /** Runs a function that returns one float32 tensor, and copies it out, row-major. */
        float[] floats(PtNDManager scope) {
            try (PtNDArray result = tensor(scope)) {
                return result.toFloatArray();
            }
        }

        private IValue run() {
            if (CONFIGURED.get() == null) {
                throw new IllegalStateException("this thread is not configured for inference");
            }
            try {
                return IValueUtils.runMethod(module, function, arguments.toArray(IValue[]::new));
            } finally {
                arguments.forEach(IValue::close);
            }
        }
    }
}
