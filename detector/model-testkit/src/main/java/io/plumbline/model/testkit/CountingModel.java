package io.plumbline.model.testkit;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.ForwardingModel;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.kv.KvCache;

/** A model that counts its passes, and may break down after some. */
public final class CountingModel extends ForwardingModel {
    /** What ends a run from outside. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final int most;
    private int passes;

    public CountingModel(InstrumentedModel inner) {
        this(inner, Integer.MAX_VALUE);
    }

    /** @param most passes that run; the next one throws {@link Killed} */
    public CountingModel(InstrumentedModel inner, int most) {
        super(inner);
        this.most = most;
    }

    public int passes() {
        return passes;
    }

    private void count() {
        if (passes == most) {
            throw new Killed();
        }
        passes++;
    }

    @Override
    public ActivationTrace forward(ForwardRequest request) {
        count();
        return super.forward(request);
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        count();
        return super.extend(cache, request);
    }
}
