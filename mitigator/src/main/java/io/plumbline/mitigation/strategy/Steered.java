package io.plumbline.mitigation.strategy;

import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.sampling.Decoded;
import io.plumbline.model.sampling.DecodingLoop;
import io.plumbline.model.sampling.LogitsTransform;
import io.plumbline.model.sampling.StepController;
import io.plumbline.model.sampling.TokenSampler;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A strategy set up on a prompt, from which continuations are run: written ones and given ones alike. The prompt's last token
 * is the first decode row, whatever the strategy, so that strategies that change nothing give the bits of plain decoding.
 * Closing it frees the caches.
 */
final class Steered implements AutoCloseable {
    private final InstrumentedModel model;
    private final TokenIds prompt;
    private final InterventionPlan changes;
    private final KvCache cache;
    private final Optional<Contrasting> contrasting;
    private final Supplier<StepController> controllers;

    /** Another prediction and how it is weighed. */
    private record Contrasting(ContrastBranch branch, Contrast rule) {}

    private Steered(
            InstrumentedModel model,
            TokenIds prompt,
            InterventionPlan changes,
            KvCache cache,
            Optional<Contrasting> contrasting,
            Supplier<StepController> controllers) {
        this.model = model;
        this.prompt = prompt;
        this.changes = changes;
        this.cache = cache;
        this.contrasting = contrasting;
        this.controllers = controllers;
    }

    /** Every pass changed in the same way. */
    static Steered changed(
            PreparedPrompt prepared, PassMeter.Metered model, TokenIds prompt, InterventionPlan changes) {
        return new Steered(
                model,
                prompt,
                changes,
                prepared.prefilled(model, prompt, changes),
                Optional.empty(),
                () -> StepController.ACCEPTING);
    }

    /** A prefill that is there already, of all but the prompt's last token; taken over. */
    static Steered from(KvCache prefilled, PassMeter.Metered model, TokenIds prompt, InterventionPlan changes) {
        return new Steered(model, prompt, changes, prefilled, Optional.empty(), () -> StepController.ACCEPTING);
    }

    /** Contrasted with another prompt or another model. */
    static Steered against(
            PreparedPrompt prepared,
            PassMeter.Metered model,
            TokenIds prompt,
            PassMeter.Metered otherModel,
            TokenIds otherPrompt,
            InterventionPlan changes,
            Contrast rule) {
        KvCache cache = prepared.prefilled(model, prompt, InterventionPlan.NONE);
        try {
            KvCache other = prepared.prefilled(otherModel, otherPrompt, changes);
            return contrasted(model, prompt, cache, new ContrastBranch(otherModel, otherPrompt, changes, other), rule);
        } catch (RuntimeException | Error e) {
            cache.close();
            throw e;
        }
    }

    /** Contrasted with the same model without some heads; one prefill where that leaves the prompt alone. */
    static Steered againstMasked(
            PreparedPrompt prepared, PassMeter.Metered model, TokenIds prompt, HeadMask mask, Contrast rule) {
        if (mask.changesPrefill()) {
            return against(prepared, model, prompt, model, prompt, mask.plan(), rule);
        }
        KvCache cache = prepared.prefilled(model, prompt, InterventionPlan.NONE);
        return contrasted(model, prompt, cache, new ContrastBranch(model, prompt, mask.plan(), cache.branch()), rule);
    }

    private static Steered contrasted(
            InstrumentedModel model, TokenIds prompt, KvCache cache, ContrastBranch branch, Contrast rule) {
        return new Steered(
                model,
                prompt,
                InterventionPlan.NONE,
                cache,
                Optional.of(new Contrasting(branch, rule)),
                () -> StepController.ACCEPTING);
    }

    /**
     * Steps that may run again.
     *
     * @param wholePrompt whether the first step is the whole prompt, so that running it again changes all of it
     * @param controllers a fresh one for each continuation
     */
    static Steered controlled(
            PreparedPrompt prepared,
            PassMeter.Metered model,
            TokenIds prompt,
            boolean wholePrompt,
            Supplier<StepController> controllers) {
        KvCache cache = wholePrompt ? model.newCache() : prepared.prefilled(model, prompt, InterventionPlan.NONE);
        return new Steered(model, prompt, InterventionPlan.NONE, cache, Optional.empty(), controllers);
    }

    /** One continuation; see {@link DecodingLoop}. */
    Decoded run(TokenSampler sampler, int maxTokens, Set<Integer> stopIds, BooleanSupplier cancelled) {
        if (contrasting.isEmpty()) {
            return run(LogitsTransform.NONE, sampler, maxTokens, stopIds, cancelled);
        }
        Contrasting other = contrasting.get();
        try (ContrastBranch.Run contrast = other.branch().open(prompt, other.rule())) {
            return run(contrast, sampler, maxTokens, stopIds, cancelled);
        }
    }

    private Decoded run(
            LogitsTransform transform,
            TokenSampler sampler,
            int maxTokens,
            Set<Integer> stopIds,
            BooleanSupplier cancelled) {
        return new DecodingLoop(model, changes, controllers.get(), transform, maxTokens, stopIds)
                .run(cache.branch(), prompt, sampler, cancelled);
    }

    @Override
    public void close() {
        contrasting.ifPresent(other -> other.branch().close());
        cache.close();
    }
}
