package io.plumbline.model;

import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvPolicy;

/**
 * A causal language model whose inside can be read and changed.
 *
 * <p>Guarantees. Equal requests give bit-equal traces on the same environment ({@link #environment()}), whatever ran
 * before and whatever else the plan captures. Requests run one at a time; a second caller waits. Values leave as plain
 * Java.
 *
 * <p>Errors: {@link PlumblineException} with {@link ErrorCode#INPUT_TOO_LONG} (more tokens than the model's window),
 * {@link ErrorCode#INVALID_REQUEST} (a layer, head, row, key or token id that does not exist), {@link
 * ErrorCode#ENGINE_FAILURE} or {@link ErrorCode#OUT_OF_MEMORY}.
 */
public interface InstrumentedModel extends AutoCloseable {
    ModelConfig config();

    /** What the bits depend on besides the model: engine, version, device, number format, threads, instruction set. */
    Environment environment();

    /** Runs the tokens from position zero and forgets them. */
    ActivationTrace forward(ForwardRequest request);

    /** An empty cache of this model. The caller closes it. */
    KvCache newCache();

    /**
     * Runs the tokens after those in the cache and appends them to it. Captured rows lie in {@code [cache length
     * before, cache length after)}; attention covers cached keys too. {@link Reduction.AttendedStateCosine} needs the
     * final-norm states of its keys, which the cache keeps, and {@link Reduction.TokenMatchMass} their ids. A request
     * that is refused or fails leaves the cache as it was.
     *
     * @throws IllegalArgumentException if the cache belongs to another model
     */
    ActivationTrace extend(KvCache cache, ForwardRequest request);

    /**
     * A cache of the same tokens that holds of each key/value head what the policy keeps; the rest is gone. Of an empty cache
     * it gives one that keeps to the policy from the first token on. The cache given stays as it is; the caller closes both.
     *
     * <p>Passes over it attend to what is held, at the positions where it stood: rotary turns stay. A pass of several tokens
     * equals as many passes of one. Attention is not captured ({@link HookPoint.AttentionPattern} and the reductions that read
     * attention), and heads are not knocked out by {@link KnockoutMode#UNIFORM}: both speak of keys that are not there.
     *
     * @throws IllegalArgumentException if the cache belongs to another model
     * @throws PlumblineException INVALID_REQUEST if the policy is another model's or the cache is compressed already;
     *     UNSUPPORTED_MODEL if this implementation does not compress
     */
    default KvCache compress(KvCache cache, KvPolicy policy) {
        throw new PlumblineException(
                ErrorCode.UNSUPPORTED_MODEL,
                getClass().getSimpleName() + " holds every key and value: policy " + policy.name()
                        + " needs a model that compresses");
    }

    @Override
    void close();
}
