package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What each head holds of a compressed cache; a pass over it fills the content that follows. */
final class HeldMemory implements PassMemory {
    private final DecoderRuntime runtime;
    private final TokenIds past;
    private final HeldKv before;
    private final HeldKv after;
    /** By layer, then by head, then by token of the pass: the row given up for it, or -1. */
    private final List<long[]> givenUp = new ArrayList<>();

    /** @param count tokens of the pass */
    HeldMemory(DecoderRuntime runtime, TokenIds past, HeldKv before, int count) {
        this.runtime = runtime;
        this.past = past;
        this.before = before;
        List<HeldSlots> grown = new ArrayList<>();
        for (HeldSlots slots : before.slots()) {
            HeldSlots next = slots.copy();
            long[] rows = new long[count];
            for (int token = 0; token < count; token++) {
                rows[token] = next.append();
            }
            givenUp.add(rows);
            grown.add(next);
        }
        this.after = new HeldKv(runtime, grown);
    }

    @Override
    public TokenIds past() {
        return past;
    }

    /** What the pass leaves; owned once. Complete when the pass is through; to be released if it fails. */
    HeldKv after() {
        return after;
    }

    @Override
    public PtNDArray[] attention(int layer, PtNDArray x, PtNDArray turns, PtNDManager scope) {
        ModelConfig config = runtime.config();
        int first = layer * config.kvHeads();
        List<HeldSlots> slots = before.slots().subList(first, first + config.kvHeads());
        PtNDArray[] results = runtime.script()
                .call("attention_held")
                .tensor(x)
                .tensors(runtime.weights().layer(layer))
                .tensors(before.keys(layer))
                .tensors(before.values(layer))
                .tensor(turns)
                .integer(past.size())
                .integer(config.heads())
                .real(config.rmsEpsilon())
                .integers(slots.stream().mapToLong(s -> s.compensated() ? 1 : 0).toArray())
                .integers(slots.stream().mapToLong(HeldSlots::given).toArray())
                .integers(givenUp.subList(first, first + config.kvHeads()).stream()
                        .flatMapToLong(Arrays::stream)
                        .toArray())
                .tensors(scope);
        for (int head = 0; head < config.kvHeads(); head++) {
            after.add(results[2 + 2 * head], results[3 + 2 * head]);
        }
        return new PtNDArray[] {results[0], results[1]};
    }

    @Override
    public PtNDArray keys(int layer) {
        throw new IllegalStateException("the cache is compressed");
    }

    @Override
    public PtNDArray values(int layer) {
        throw new IllegalStateException("the cache is compressed");
    }
}
