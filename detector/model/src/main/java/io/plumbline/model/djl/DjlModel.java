package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.kv.KvPolicy;
import io.plumbline.model.kv.KvRule;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The forward pass on libtorch. One thread of its own runs all passes, one after the other; callers wait.
 *
 * <p>A pass that fails leaves the model usable and holds no memory. Closing waits for the pass that runs.
 */
public final class DjlModel implements InstrumentedModel {
    private final InferenceThread thread;
    private final DecoderRuntime runtime;
    private final Environment environment;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DjlModel(InferenceThread thread, DecoderRuntime runtime, Environment environment) {
        this.thread = thread;
        this.runtime = runtime;
        this.environment = environment;
    }

    /**
     * Puts the weights on the device. The caller may close {@code weights} afterwards.
     *
     * @param device {@code cpu} or {@code cuda:n}
     * @param format number format of weights and activations
     * @param threads threads inside one operation, at least 1
     * @throws io.plumbline.model.PlumblineException ENGINE_FAILURE if there is no such device, OUT_OF_MEMORY
     */
    public static DjlModel load(ModelWeights weights, String device, NumberFormat format, int threads) {
        Engines.Target target = Engines.Target.parse(device);
        Environment environment = new Environment(
                Engines.load(target), target.name(), format.label(), threads, Engines.instructionSet(target));
        InferenceThread thread = new InferenceThread(threads);
        try {
            DecoderRuntime runtime = thread.call(() -> new DecoderRuntime(weights, target, format));
            return new DjlModel(thread, runtime, environment);
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    @Override
    public ModelConfig config() {
        return runtime.config();
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public ActivationTrace forward(ForwardRequest request) {
        RequestChecks.check(config(), request, 0);
        return thread.call(() -> {
            try (PtNDManager scope = runtime.newScope()) {
                PtNDArray keys = scratch(scope, request.ids());
                PtNDArray values = scratch(scope, request.ids());
                PassMemory memory = new DenseMemory(runtime, TokenIds.of(), layer -> keys, layer -> values);
                return new DecoderPass(runtime, request, memory, scope).run(states -> states);
            }
        });
    }

    /** Keys or values of one layer: without a cache each layer overwrites the one before. */
    private PtNDArray scratch(PtNDManager scope, TokenIds ids) {
        return runtime.empty(scope, config().kvHeads(), ids.size(), config().headWidth());
    }

    @Override
    public KvCache newCache() {
        return new DjlKvCache(runtime);
    }

    @Override
    public ActivationTrace extend(KvCache cache, ForwardRequest request) {
        if (cache instanceof DjlKvCache dense && dense.belongsTo(runtime)) {
            RequestChecks.check(config(), request, dense.length());
            return thread.call(() -> extended(dense, request));
        }
        if (cache instanceof DjlCompressedCache compressed && compressed.belongsTo(runtime)) {
            RequestChecks.check(config(), request, compressed.length());
            RequestChecks.checkCompressed(request);
            return thread.call(() -> extended(compressed, request));
        }
        throw foreign();
    }

    private ActivationTrace extended(DjlKvCache cache, ForwardRequest request) {
        TokenIds past = cache.ids();
        KvBuffer buffer = cache.roomFor(request.ids().size());
        try (PtNDManager scope = runtime.newScope()) {
            PassMemory memory = new DenseMemory(runtime, past, buffer::keys, buffer::values);
            ActivationTrace trace = new DecoderPass(runtime, request, memory, scope).run(states -> {
                runtime.script()
                        .call("write_rows")
                        .tensor(buffer.states())
                        .integer(past.size())
                        .tensor(states)
                        .run(scope);
                return buffer.states();
            });
            cache.commit(request.ids());
            return trace;
        }
    }

    private ActivationTrace extended(DjlCompressedCache cache, ForwardRequest request) {
        HeldMemory memory = new HeldMemory(
                runtime, cache.ids(), cache.content(), request.ids().size());
        try (PtNDManager scope = runtime.newScope()) {
            ActivationTrace trace = new DecoderPass(runtime, request, memory, scope).run(states -> states);
            cache.commit(memory.after(), request.ids());
            return trace;
        } catch (RuntimeException | Error e) {
            memory.after().release();
            throw e;
        }
    }

    @Override
    public KvCache compress(KvCache cache, KvPolicy policy) {
        if (cache instanceof DjlCompressedCache compressed && compressed.belongsTo(runtime)) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "the cache is compressed: compress the prompt's");
        }
        if (!(cache instanceof DjlKvCache dense) || !dense.belongsTo(runtime)) {
            throw foreign();
        }
        List<KvRule.Positional> rules = policy.positional(config(), dense.length());
        return thread.call(
                () -> new DjlCompressedCache(runtime, new Compression(runtime, dense).by(rules), dense.ids()));
    }

    private static IllegalArgumentException foreign() {
        return new IllegalArgumentException("the cache belongs to another model");
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            thread.call(() -> {
                runtime.close();
                return true;
            });
            thread.close();
        }
    }
}
