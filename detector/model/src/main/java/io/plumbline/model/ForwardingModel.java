package io.plumbline.model;

import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvPolicy;
import java.util.Objects;

/**
 * Does what another model does: for wrappers that look at or change some calls only. Caches are the other model's own, so they
 * may be handed to it as well.
 */
public abstract class ForwardingModel implements InstrumentedModel {
    private final InstrumentedModel model;

    protected ForwardingModel(InstrumentedModel model) {
        this.model = Objects.requireNonNull(model, "model is null");
    }

    /** The other model. */
    protected final InstrumentedModel model() {
        return model;
    }

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
        return model.forward(request);
    }

    @Override
    public KvCache newCache() {
        return model.newCache();
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        return model.extend(cache, request);
    }

    @Override
    public KvCache compress(KvCache cache, KvPolicy policy) {
        return model.compress(cache, policy);
    }

    @Override
    public void close() {
        model.close();
    }
}
