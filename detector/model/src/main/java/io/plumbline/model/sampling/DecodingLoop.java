package io.plumbline.model.sampling;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decodes token by token with a cache. Rows from the last prompt token on count as decode rows
 * ({@link io.plumbline.model.Phase#DECODE}): that token predicts the first new one.
 *
 * @param model runs the passes; stays open
 * @param interventions what every pass changes; a rerun has its own instead
 * @param controller looks at every step
 * @param transform changes the logits of every step
 * @param maxTokens new tokens at most
 * @param stopIds tokens that end the decoding
 */
public record DecodingLoop(
        InstrumentedModel model,
        InterventionPlan interventions,
        StepController controller,
        LogitsTransform transform,
        int maxTokens,
        Set<Integer> stopIds) {
    public DecodingLoop {
        stopIds = Set.copyOf(stopIds);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens " + maxTokens);
        }
    }

    /** A loop whose passes are changed by reruns only. */
    public DecodingLoop(
            InstrumentedModel model,
            StepController controller,
            LogitsTransform transform,
            int maxTokens,
            Set<Integer> stopIds) {
        this(model, InterventionPlan.NONE, controller, transform, maxTokens, stopIds);
    }

    /** A loop that only decodes. */
    public static DecodingLoop plain(InstrumentedModel model, int maxTokens, Set<Integer> stopIds) {
        return new DecodingLoop(model, StepController.ACCEPTING, LogitsTransform.NONE, maxTokens, stopIds);
    }

    /**
     * Continues {@code prompt}.
     *
     * @param cancelled asked before every pass; the tokens so far are returned when it says yes
     * @throws io.plumbline.model.PlumblineException as {@link InstrumentedModel} throws
     */
    public Decoded run(TokenIds prompt, TokenSampler sampler, BooleanSupplier cancelled) {
        return run(model.newCache(), prompt, sampler, cancelled);
    }

    /**
     * Continues {@code prompt}, whose first tokens have run before.
     *
     * @param prefix holds fewer tokens than the prompt has, the same ones; taken over, and closed in the end. Branches of one
     *     cache let several continuations share their prompt
     * @param cancelled asked before every pass; the tokens so far are returned when it says yes
     * @throws io.plumbline.model.PlumblineException as {@link InstrumentedModel} throws
     */
    public Decoded run(KvCache prefix, TokenIds prompt, TokenSampler sampler, BooleanSupplier cancelled) {
        KvCache cache = prefix;
        TokenIds sequence = prompt;
        int reruns = 0;
        try {
            if (prefix.length() >= prompt.size()) {
                throw new IllegalArgumentException(
                        "the cache holds " + prefix.length() + " tokens of a prompt of " + prompt.size());
            }
            while (true) {
                TokenIds written = sequence.slice(prompt.size(), sequence.size());
                if (cancelled.getAsBoolean()) {
                    return new Decoded(written, Decoded.End.CANCELLED, reruns);
                }
                if (written.size() == maxTokens) {
                    return new Decoded(written, Decoded.End.MAX_TOKENS, reruns);
                }
                if (written.size() > 0 && sequence.size() > model.config().contextLength()) {
                    return new Decoded(written, Decoded.End.WINDOW_FULL, reruns);
                }
                Pass pass = new Pass(sequence, new TokenSpan(cache.length(), sequence.size()), prompt.size() - 1);
                StepController.Step step = pass.first(cache);
                float[] logits = pass.logits(step.trace());
                if (controller.onStep(step) instanceof StepController.Decision.Rerun rerun) {
                    KvCache second = cache.branch();
                    KvCache dropped = rerun.writeCache() ? cache : second;
                    cache = rerun.writeCache() ? second : cache;
                    try {
                        logits = pass.again(second, rerun.interventions());
                    } finally {
                        dropped.close();
                    }
                    reruns++;
                }
                int next = sampler.choose(transform.apply(sequence, logits));
                if (stopIds.contains(next)) {
                    return new Decoded(written, Decoded.End.STOP_TOKEN, reruns);
                }
                sequence = sequence.concat(TokenIds.of(next));
            }
        } finally {
            cache.close();
        }
    }

    /** The positions {@code rows} of a sequence, run once or twice. */
    private final class Pass {
        private final TokenIds sequence;
        private final TokenSpan rows;
        private final int decodeFrom;
        private final HookPoint logits;

        Pass(TokenIds sequence, TokenSpan rows, int decodeFrom) {
            this.sequence = sequence;
            this.rows = rows;
            this.decodeFrom = decodeFrom;
            this.logits = new HookPoint.Logits(new TokenSpan(rows.end() - 1, rows.end()));
        }

        StepController.Step first(KvCache cache) {
            CapturePlan captures = controller.captures(rows).and(CapturePlan.of(logits));
            return new StepController.Step(sequence, rows, run(cache, captures, interventions));
        }

        /** Runs the rows again on a branch that holds them already. */
        float[] again(KvCache branch, InterventionPlan changes) {
            branch.truncate(rows.start());
            return logits(run(branch, CapturePlan.of(logits), changes));
        }

        float[] logits(ActivationTrace trace) {
            return trace.get(logits).row(0);
        }

        private ActivationTrace run(KvCache cache, CapturePlan captures, InterventionPlan changes) {
            TokenIds ids = sequence.slice(rows.start(), rows.end());
            return model.extend(cache, new ForwardRequest(ids, captures, changes, decodeFrom));
        }
    }
}
