package io.plumbline.attribution;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
import java.util.concurrent.CancellationException;

/** Passes over one cache, counted. */
final class CountedPasses implements AutoCloseable {
    private final InstrumentedModel model;
    private final AttributionProgress progress;
    private final KvCache cache;
    private int passes;
    private long tokens;
    private long reused;

    CountedPasses(InstrumentedModel model, AttributionProgress progress) {
        this.model = model;
        this.progress = progress;
        this.cache = model.newCache();
    }

    /**
     * Runs {@code ids} of which the first {@code kept} are the first in the cache; those are not run again, and what
     * the cache held behind them is forgotten.
     *
     * @throws CancellationException if the caller wants no more
     */
    ActivationTrace run(TokenIds ids, int kept, CapturePlan captures) {
        if (progress.cancelled()) {
            throw new CancellationException("attribution was cancelled after " + passes + " passes");
        }
        cache.truncate(kept);
        ActivationTrace trace = model.extend(cache, ForwardRequest.of(ids.slice(kept, ids.size()), captures));
        passes++;
        tokens += ids.size() - kept;
        reused += kept;
        progress.advance(ids.size() - (long) kept);
        return trace;
    }

    AttributionCost cost() {
        return new AttributionCost(passes, tokens, reused);
    }

    @Override
    public void close() {
        cache.close();
    }
}
