package io.plumbline.mitigation.strategy;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.Phase;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A prompt on which several strategies run one after the other. Each prefill is done once and branched, whichever strategy asked
 * first; what comes out is what each strategy alone gives, bit for bit.
 *
 * <p>Costs are counted as if each strategy ran alone, so that they do not depend on what ran before. Holds caches of the engine
 * until it is closed; used by one thread at a time.
 */
public final class PreparedPrompt implements AutoCloseable {
    private final DecodingPrompt prompt;
    private final Map<Key, Prefill> prefills = new HashMap<>();
    private long sharedNanos;

    /** Models are told apart by identity. */
    private record Key(Same model, TokenIds ids, InterventionPlan changes) {}

    private record Prefill(KvCache cache, long nanos) {}

    private static final class Same {
        private final Object object;

        Same(Object object) {
            this.object = object;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    public PreparedPrompt(DecodingPrompt prompt) {
        this.prompt = Objects.requireNonNull(prompt, "prompt is null");
    }

    public DecodingPrompt prompt() {
        return prompt;
    }

    /** Time that prefills took which were not run again, all together; for figures per strategy. Depends on the machine. */
    public long sharedNanos() {
        return sharedNanos;
    }

    /**
     * All but the last token of {@code ids}, in a cache of the caller's. The pass is counted whether or not it has to run.
     */
    KvCache prefilled(PassMeter.Metered metered, TokenIds ids, InterventionPlan changes) {
        InstrumentedModel model = metered.uncounted();
        int last = ids.size() - 1;
        if (last == 0) {
            return model.newCache();
        }
        // what changes decode rows only leaves the prefill alone, and shares it
        InterventionPlan here = new InterventionPlan(changes.interventions().stream()
                .filter(change -> change.phase() != Phase.DECODE)
                .toList());
        ForwardRequest request = new ForwardRequest(ids.slice(0, last), CapturePlan.NONE, here, last);
        metered.meter().count(request);
        Key key = new Key(new Same(model), ids, here);
        Prefill known = prefills.get(key);
        if (known == null) {
            known = run(model, request);
            prefills.put(key, known);
        } else {
            sharedNanos += known.nanos();
        }
        return known.cache().branch();
    }

    private static Prefill run(InstrumentedModel model, ForwardRequest request) {
        long began = System.nanoTime();
        KvCache cache = model.newCache();
        try {
            model.extend(cache, request);
            return new Prefill(cache, System.nanoTime() - began);
        } catch (RuntimeException | Error e) {
            cache.close();
            throw e;
        }
    }

    @Override
    public void close() {
        prefills.values().forEach(prefill -> prefill.cache().close());
        prefills.clear();
    }
}
