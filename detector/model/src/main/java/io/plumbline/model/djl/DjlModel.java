package io.plumbline.model.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Environment;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.RequestChecks;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
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
                return new DecoderPass(runtime, TokenIds.of(), request, layer -> keys, layer -> values, scope)
                        .run(states -> states);
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
        if (!(cache instanceof DjlKvCache own) || !own.belongsTo(runtime)) {
            throw new IllegalArgumentException("the cache belongs to another model");
        }
        RequestChecks.check(config(), request, own.length());
        return thread.call(() -> {
            TokenIds past = own.ids();
            KvBuffer buffer = own.roomFor(request.ids().size());
            try (PtNDManager scope = runtime.newScope()) {
                DecoderPass pass = new DecoderPass(runtime, past, request, buffer::keys, buffer::values, scope);
                ActivationTrace trace = pass.run(states -> {
                    runtime.script()
                            .call("write_rows")
                            .tensor(buffer.states())
                            .integer(past.size())
                            .tensor(states)
                            .run(scope);
                    return buffer.states();
                });
                own.commit(request.ids());
                return trace;
            }
        });
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
