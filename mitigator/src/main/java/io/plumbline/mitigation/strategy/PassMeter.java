package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvCache;

/** Counts passes and the tokens they run, over all models it is put in front of. One decoding owns a meter. */
final class PassMeter {
    private int passes;
    private long runTokens;

    int passes() {
        return passes;
    }

    long runTokens() {
        return runTokens;
    }

    boolean reached(DecodingLimits limits) {
        return passes >= limits.passes() || runTokens >= limits.runTokens();
    }

    Cost cost(int newTokens, int reruns) {
        return new Cost(passes, runTokens, newTokens, reruns);
    }

    /** The model, counted. Closing it does nothing: the model is its owner's. */
    InstrumentedModel on(InstrumentedModel model) {
        return new InstrumentedModel() {
            @Override
            public ModelConfig config() {
                return model.config();
            }

            @Override
            public Environment environment() {
                return model.environment();
            }

            @Override
            public ActivationTrace forward(ForwardRequest request) {
                count(request);
                return model.forward(request);
            }

            @Override
            public KvCache newCache() {
                return model.newCache();
            }

            @Override
            public ActivationTrace extend(KvCache cache, ForwardRequest request) {
                count(request);
                return model.extend(cache, request);
            }

            @Override
            public void close() {
                // not ours
            }
        };
    }

    private void count(ForwardRequest request) {
        passes++;
        runTokens += request.ids().size();
    }
}
