package io.plumbline.mitigation.strategy;

import io.plumbline.model.CapturePlan;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HookPoint;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.kv.KvCache;
import io.plumbline.model.sampling.LogitsTransform;

/**
 * The other prediction of a contrast: the same tokens behind another prompt, through a changed model, or through another model.
 * Holds the prompt's keys and values but for the last token's.
 *
 * @param model runs the passes; stays open
 * @param prompt what stands before the answer here
 * @param changes of every pass
 * @param cache of all but the prompt's last token; closed with this
 */
record ContrastBranch(InstrumentedModel model, TokenIds prompt, InterventionPlan changes, KvCache cache)
        implements AutoCloseable {

    /** One continuation; several can be run from the same branch. */
    Run open(TokenIds basePrompt, Contrast contrast) {
        return new Run(basePrompt, contrast);
    }

    @Override
    public void close() {
        cache.close();
    }

    /** Follows a decoding step by step and contrasts its logits. */
    final class Run implements LogitsTransform, AutoCloseable {
        private final TokenIds basePrompt;
        private final Contrast contrast;
        private final KvCache own = cache.branch();

        private Run(TokenIds basePrompt, Contrast contrast) {
            this.basePrompt = basePrompt;
            this.contrast = contrast;
        }

        @Override
        public float[] apply(TokenIds sequence, float[] logits) {
            TokenIds here = prompt.concat(sequence.slice(basePrompt.size(), sequence.size()));
            HookPoint last = new HookPoint.Logits(new TokenSpan(here.size() - 1, here.size()));
            ForwardRequest request = new ForwardRequest(
                    here.slice(own.length(), here.size()), CapturePlan.of(last), changes, prompt.size() - 1);
            return contrast.combine(logits, model.extend(own, request).get(last).row(0));
        }

        @Override
        public void close() {
            own.close();
        }
    }
}
