package io.plumbline.model.kv;

import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.TokenIds;

/**
 * A prompt that has run with full attention, to be held by one policy or by several. The papers' code does the same: the
 * prompt runs dense, then its keys and values are compressed, and decoding goes on with what is left.
 */
public final class KvPrefill implements AutoCloseable {
    private final InstrumentedModel model;
    private final KvCache dense;
    private final KvObservation observation;

    private KvPrefill(InstrumentedModel model, KvCache dense, KvObservation observation) {
        this.model = model;
        this.dense = dense;
        this.observation = observation;
    }

    /**
     * Runs the prompt.
     *
     * @throws io.plumbline.model.PlumblineException as {@link InstrumentedModel} throws
     */
    public static KvPrefill run(InstrumentedModel model, TokenIds prompt) {
        KvCache dense = model.newCache();
        try {
            ForwardRequest request = ForwardRequest.of(prompt, KvObservation.captures(model.config(), prompt.size()));
            KvObservation observation = KvObservation.of(model.config(), model.extend(dense, request), prompt.size());
            return new KvPrefill(model, dense, observation);
        } catch (RuntimeException | Error e) {
            dense.close();
            throw e;
        }
    }

    /** What the prompt's last tokens attend to. */
    public KvObservation observation() {
        return observation;
    }

    /**
     * A cache of the prompt that holds what the policy keeps. The caller closes it.
     *
     * @throws io.plumbline.model.PlumblineException INVALID_REQUEST if the policy is another model's
     */
    public KvCache compressed(KvPolicy policy) {
        return model.compress(dense, observation.resolve(policy));
    }

    /** A cache of the whole prompt. The caller closes it. */
    public KvCache uncompressed() {
        return dense.branch();
    }

    @Override
    public void close() {
        dense.close();
    }
}
