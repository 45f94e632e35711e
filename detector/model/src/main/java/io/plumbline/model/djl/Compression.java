package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Copies out of a dense cache what rules hold. */
final class Compression {
    private final DecoderRuntime runtime;
    private final Optional<KvBuffer> dense;
    private final int length;

    Compression(DecoderRuntime runtime, DjlKvCache cache) {
        this.runtime = runtime;
        this.dense = cache.held();
        this.length = cache.length();
    }

    /**
     * Owned once.
     *
     * @param rules by layer, then by head
     */
    HeldKv by(List<KvRule.Positional> rules) {
        ModelConfig config = runtime.config();
        List<HeldSlots> slots = new ArrayList<>();
        rules.forEach(rule -> slots.add(HeldSlots.of(rule, length)));
        HeldKv held = new HeldKv(runtime, slots);
        try (PtNDManager scope = runtime.newScope();
                PtNDArray nothing = runtime.empty(scope, config.kvHeads(), 0, config.headWidth())) {
            for (int i = 0; i < slots.size(); i++) {
                int layer = i / config.kvHeads();
                int head = i % config.kvHeads();
                PtNDArray keys = dense.map(buffer -> buffer.keys(layer)).orElse(nothing);
                PtNDArray values = dense.map(buffer -> buffer.values(layer)).orElse(nothing);
                held.add(rows(scope, keys, head, slots.get(i)), rows(scope, values, head, slots.get(i)));
            }
            return held;
        } catch (RuntimeException | Error e) {
            held.release();
            throw e;
        }
    }

    private PtNDArray rows(PtNDManager scope, PtNDArray source, int head, HeldSlots slots) {
        int[] held = slots.positions();
        boolean[] kept = new boolean[length];
        for (int position : held) {
            kept[position] = true;
        }
        int[] given = slots.compensated()
                ? IntStream.range(0, length).filter(position -> !kept[position]).toArray()
                : new int[0];
        try (PtNDArray heldRows = runtime.integers(scope, held);
                PtNDArray givenRows = runtime.integers(scope, given)) {
            return runtime.script()
                    .call("held_rows")
                    .tensor(source)
                    .integer(head)
                    .tensor(heldRows)
                    .tensor(givenRows)
                    .bool(slots.compensated())
                    .tensor(scope);
        }
    }
}
