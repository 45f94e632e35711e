package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.ForwardingModel;
import io.plumbline.model.InstrumentedModel;
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

    /** The model, counted. */
    Metered on(InstrumentedModel model) {
        return new Metered(model);
    }

    /** Counts a pass. */
    void count(ForwardRequest request) {
        passes++;
        runTokens += request.ids().size();
    }

    /** A model whose passes are counted. Closing it does nothing: the model is its owner's. */
    final class Metered extends ForwardingModel {
        private Metered(InstrumentedModel model) {
            super(model);
        }

        /** What is counted. */
        InstrumentedModel uncounted() {
            return model();
        }

        PassMeter meter() {
            return PassMeter.this;
        }

        @Override
        public ActivationTrace forward(ForwardRequest request) {
            count(request);
            return super.forward(request);
        }

        @Override
        public ActivationTrace extend(KvCache cache, ForwardRequest request) {
            count(request);
            return super.extend(cache, request);
        }

        @Override
        public void close() {
            // not ours
        }
    }
}
