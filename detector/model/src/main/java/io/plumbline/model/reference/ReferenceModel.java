package io.plumbline.model.reference;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvHead;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvRule;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass in plain Java. {@link #inDouble} is the oracle; {@link #inFloat} rounds every stored value and
 * partial sum to float and shows what that number format costs. Bit-equal on every Java platform but for {@code exp},
 * {@code sin} and {@code cos}, which Java allows to differ by one unit in the last place.
 */
public final class ReferenceModel implements InstrumentedModel {
    private final ReferenceWeights weights;
    private final Arithmetic arithmetic;
    private boolean closed;

    private ReferenceModel(ModelWeights source, Arithmetic arithmetic) {
        this.weights = new ReferenceWeights(source);
        this.arithmetic = arithmetic;
    }

    /**
     * Reads all weights, float as they are, and computes in double. The caller may close {@code weights} afterwards.
     */
    public static ReferenceModel inDouble(ModelWeights weights) {
        return new ReferenceModel(weights, Arithmetic.DOUBLE);
    }

    /** Reads all weights and computes in float. The caller may close {@code weights} afterwards. */
    public static ReferenceModel inFloat(ModelWeights weights) {
        return new ReferenceModel(weights, Arithmetic.FLOAT);
    }

    @Override
    public ModelConfig config() {
        return weights.config();
    }

    @Override
    public Environment environment() {
        return new Environment("java-reference", "cpu", arithmetic.dtype(), 1, "scalar");
    }

    @Override
    public ActivationTrace forward(ForwardRequest request) {
        return run(new ReferenceKvCache(this, List.of()), request).trace();
    }

    @Override
    public KvCache newCache() {
        return new ReferenceKvCache(this, List.of());
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        if (cache instanceof ReferenceKvCache dense && dense.owner() == this) {
            ReferenceForwardPass.Result result = run(dense, request);
            dense.append(result.tokens());
            return result.trace();
        }
        if (cache instanceof ReferenceCompressedCache compressed && compressed.owner() == this) {
            RequestChecks.checkCompressed(request);
            ReferenceForwardPass.Result result = run(compressed, request);
            compressed.grown(result.tokens(), result.heads());
            return result.trace();
        }
        throw foreign();
    }

    @Override
    public KvCache compress(KvCache cache, KvPolicy policy) {
        if (cache instanceof ReferenceCompressedCache compressed && compressed.owner() == this) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "the cache is compressed: compress the prompt's");
        }
        if (!(cache instanceof ReferenceKvCache dense) || dense.owner() != this) {
            throw foreign();
        }
        List<KvRule.Positional> rules = policy.positional(config(), dense.length());
        List<HeldEntries> heads = new ArrayList<>();
        for (KvHead head : KvHead.all(config())) {
            heads.add(HeldEntries.compressed(
                    rules.get(heads.size()), dense.held(head).visible(), config().headWidth(), arithmetic));
        }
        List<TokenState> ids = dense.tokens().stream().map(TokenState::idOnly).toList();
        return new ReferenceCompressedCache(this, ids, heads);
    }

    private static IllegalArgumentException foreign() {
        return new IllegalArgumentException("the cache belongs to another model");
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    private synchronized ReferenceForwardPass.Result run(PastKeys past, ForwardRequest request) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        RequestChecks.check(config(), request, past.tokens().size());
        return new ReferenceForwardPass(weights, arithmetic, past, request).run();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
