package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenIds;
import java.util.function.IntFunction;

/**
 * Every key and value.
 *
 * @param past tokens in the cache
 * @param roomForKeys of a layer, {@code [kvHeads × capacity × headWidth]}, cached ones in front
 * @param roomForValues likewise
 */
record DenseMemory(
        DecoderRuntime runtime, TokenIds past, IntFunction<PtNDArray> roomForKeys, IntFunction<PtNDArray> roomForValues)
        implements PassMemory {
    @Override
    public PtNDArray[] attention(int layer, PtNDArray x, PtNDArray turns, PtNDManager scope) {
        ModelConfig config = runtime.config();
        return runtime.script()
                .call("attention")
                .tensor(x)
                .tensors(runtime.weights().layer(layer))
                .tensor(keys(layer))
                .tensor(values(layer))
                .tensor(turns)
                .integer(past.size())
                .integer(config.heads())
                .real(config.rmsEpsilon())
                .tensors(scope);
    }

    @Override
    public PtNDArray keys(int layer) {
        return roomForKeys.apply(layer);
    }

    @Override
    public PtNDArray values(int layer) {
        return roomForValues.apply(layer);
    }
}
