package io.plumbline.model.reference;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.kv.KvCache;
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
        return run(List.of(), request, new ArrayList<>());
    }

    @Override
    public KvCache newCache() {
        return new ReferenceKvCache(this, List.of());
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        if (!(cache instanceof ReferenceKvCache own) || own.owner() != this) {
            throw new IllegalArgumentException("the cache belongs to another model");
        }
        List<TokenState> added = new ArrayList<>();
        ActivationTrace trace = run(own.tokens(), request, added);
        own.append(added);
        return trace;
    }

    private synchronized ActivationTrace run(List<TokenState> past, ForwardRequest request, List<TokenState> added) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        RequestChecks.check(config(), request, past.size());
        return new ReferenceForwardPass(weights, arithmetic, past, request).run(added);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
