package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.TokenIds;
import java.util.function.UnaryOperator;

/**
 * One run through the decoder. What it computes for the next layer never depends on what is captured: captures read
 * beside it.
 */
final class DecoderPass {
    private final DecoderRuntime runtime;
    private final TokenIds past;
    private final ForwardRequest request;
    private final PassMemory memory;
    private final PtNDManager scope;
    private final EngineInterventions interventions;

    /** @param scope owns what must live as long as the pass */
    DecoderPass(DecoderRuntime runtime, ForwardRequest request, PassMemory memory, PtNDManager scope) {
        this.runtime = runtime;
        this.past = memory.past();
        this.request = request;
        this.memory = memory;
        this.scope = scope;
        this.interventions = new EngineInterventions(runtime, request, past.size());
    }

    /**
     * @param remember takes this pass's final-norm states and gives those of the whole sequence
     */
    ActivationTrace run(UnaryOperator<PtNDArray> remember) {
        ModelConfig config = runtime.config();
        PassCaptures captures = new PassCaptures(runtime, past.concat(request.ids()), past.size(), request, scope);
        PtNDArray turns = runtime.rotary().upTo(past.size() + request.ids().size());
        PtNDArray x = embedded();
        for (int layer = 0; layer < config.layers(); layer++) {
            PtNDArray next = layer(layer, x, turns, captures);
            x.close();
            x = next;
        }
        PtNDArray states = runtime.script()
                .call("norm")
                .tensor(x)
                .tensor(runtime.weights().finalNorm())
                .real(config.rmsEpsilon())
                .tensor(scope);
        captures.afterLastLayer(states, remember.apply(states));
        return captures.trace();
    }

    private PtNDArray embedded() {
        try (PtNDArray ids = runtime.integers(scope, request.ids().toArray())) {
            return runtime.script()
                    .call("embed")
                    .tensor(runtime.weights().embedding())
                    .tensor(ids)
                    .tensor(scope);
        }
    }

    private PtNDArray layer(int layer, PtNDArray x, PtNDArray turns, PassCaptures captures) {
        ModelConfig config = runtime.config();
        try (PtNDManager local = runtime.newScope()) {
            PtNDArray[] attention = memory.attention(layer, x, turns, local);
            PtNDArray queries = attention[0];
            PtNDArray z = attention[1];
            interventions.changePatterns(layer, z, queries, memory, local);
            interventions.changeHeads(layer, z, queries, memory, local);
            captures.afterAttention(layer, x, queries, () -> memory.keys(layer), z);
            TorchScript.Call rest = runtime.script()
                    .call("feed_forward")
                    .tensor(x)
                    .tensor(z)
                    .tensors(runtime.weights().layer(layer))
                    .real(config.rmsEpsilon());
            PtNDArray[] stream = interventions.addFfnScales(layer, rest).tensors(local);
            captures.afterFfn(layer, stream[0], stream[1], stream[2]);
            stream[2].attach(scope);
            return stream[2];
        }
    }
}
