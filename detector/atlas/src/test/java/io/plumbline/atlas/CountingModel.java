package io.plumbline.atlas;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.kv.KvCache;

/** A model that counts its passes, and may break down after some. */
final class CountingModel implements InstrumentedModel {
    /** What ends a build from outside. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final InstrumentedModel inner;
    private final int most;
    private int passes;

    CountingModel(InstrumentedModel inner, int most) {
        this.inner = inner;
        this.most = most;
    }

    int passes() {
        return passes;
    }

    @Override
    public ActivationTrace forward(ForwardRequest request) {
        if (passes == most) {
            throw new Killed();
        }
        passes++;
        return inner.forward(request);
    }

    @Override
    public ModelConfig config() {
        return inner.config();
    }

    @Override
    public Environment environment() {
        return inner.environment();
    }

    @Override
    public KvCache newCache() {
        return inner.newCache();
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        return inner.extend(cache, request);
    }

    @Override
    public void close() {
        inner.close();
    }
}
