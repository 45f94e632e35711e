package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keys and values of each head, {@code [rows × headWidth]}, exactly as many rows as are held. Never changes once complete:
 * a pass makes the next one. Shared by the branches of a cache; freed when the last one lets go.
 */
final class HeldKv {
    private final PtNDManager memory;
    private final int kvHeads;
    private final List<PtNDArray> keys = new ArrayList<>();
    private final List<PtNDArray> values = new ArrayList<>();
    private final List<HeldSlots> slots;
    private int owners = 1;

    /**
     * Empty, owned once; layers are added in order.
     *
     * @param slots by layer, then by head
     */
    HeldKv(DecoderRuntime runtime, List<HeldSlots> slots) {
        this.memory = runtime.newScope();
        this.kvHeads = runtime.config().kvHeads();
        this.slots = List.copyOf(slots);
    }

    /** Takes over a head's keys and values; heads come in order. */
    void add(PtNDArray headKeys, PtNDArray headValues) {
        headKeys.attach(memory);
        headValues.attach(memory);
        keys.add(headKeys);
        values.add(headValues);
    }

    /** The keys of a layer's heads. */
    List<PtNDArray> keys(int layer) {
        return Collections.unmodifiableList(keys.subList(layer * kvHeads, (layer + 1) * kvHeads));
    }

    List<PtNDArray> values(int layer) {
        return Collections.unmodifiableList(values.subList(layer * kvHeads, (layer + 1) * kvHeads));
    }

    /** By layer, then by head; not to be changed. */
    List<HeldSlots> slots() {
        return slots;
    }

    synchronized void share() {
        owners++;
    }

    synchronized void release() {
        if (--owners == 0) {
            memory.close();
        }
    }
}
