package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Room for the keys, values and final-norm states of {@code capacity} tokens. Shared by the branches of a cache: each
 * sees a prefix, and only one that sees all that is written may write on. Freed when the last one lets go.
 */
final class KvBuffer {
    private final int capacity;
    private final PtNDManager memory;
    private final List<PtNDArray> keys = new ArrayList<>();
    private final List<PtNDArray> values = new ArrayList<>();
    private final PtNDArray states;
    private int owners = 1;
    private int written;

    /** Allocates on the device; owned once. */
    KvBuffer(DecoderRuntime runtime, int capacity) {
        ModelConfig config = runtime.config();
        this.capacity = capacity;
        this.memory = runtime.newScope();
        try {
            for (int layer = 0; layer < config.layers(); layer++) {
                keys.add(runtime.empty(memory, config.kvHeads(), capacity, config.headWidth()));
                values.add(runtime.empty(memory, config.kvHeads(), capacity, config.headWidth()));
            }
            states = runtime.empty(memory, capacity, config.width());
        } catch (RuntimeException | OutOfMemoryError e) {
            memory.close();
            throw e;
        }
    }

    /** A buffer of {@code newCapacity} that starts with the first {@code length} tokens of this one; owned once. */
    KvBuffer copy(DecoderRuntime runtime, int length, int newCapacity) {
        KvBuffer copy = new KvBuffer(runtime, newCapacity);
        try {
            for (int layer = 0; layer < keys.size(); layer++) {
                copyStart(runtime, copy.keys.get(layer), keys.get(layer), 1, length);
                copyStart(runtime, copy.values.get(layer), values.get(layer), 1, length);
            }
            copyStart(runtime, copy.states, states, 0, length);
        } catch (RuntimeException | OutOfMemoryError e) {
            copy.release();
            throw e;
        }
        copy.written = length;
        return copy;
    }

    private void copyStart(DecoderRuntime runtime, PtNDArray target, PtNDArray source, int dimension, int length) {
        runtime.script()
                .call("copy_start")
                .tensor(target)
                .tensor(source)
                .integer(dimension)
                .integer(length)
                .run(memory);
    }

    PtNDArray keys(int layer) {
        return keys.get(layer);
    }

    PtNDArray values(int layer) {
        return values.get(layer);
    }

    /** {@code [capacity × width]}. */
    PtNDArray states() {
        return states;
    }

    int capacity() {
        return capacity;
    }

    synchronized void share() {
        owners++;
    }

    synchronized void release() {
        if (--owners == 0) {
            memory.close();
        }
    }

    /** Whether a cache of {@code length} tokens may write behind them: nobody else has, or it is alone. */
    synchronized boolean writableBehind(int length) {
        return owners == 1 || written == length;
    }

    /** Notes that all up to {@code length} is written and may be seen. */
    synchronized void commit(int length) {
        written = length;
    }
}
