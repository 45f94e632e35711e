package io.plumbline.model.sampling;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.InterventionPlan;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;

/** Looks at every step of a decoding and may have it run again with interventions. */
public interface StepController {
    /** Accepts every step and captures nothing. */
    StepController ACCEPTING = new StepController() {
        @Override
        public CapturePlan captures(TokenSpan rows) {
            return CapturePlan.NONE;
        }

        @Override
        public Decision onStep(Step step) {
            return new Decision.Accept();
        }
    };

    /**
     * What the next pass is to bring back.
     *
     * @param rows the positions it runs: the whole prompt at first, then one token each
     */
    CapturePlan captures(TokenSpan rows);

    /** What becomes of a step. Asked once per step; a rerun is final. */
    Decision onStep(Step step);

    /**
     * A pass that has run.
     *
     * @param sequence prompt and tokens generated so far
     * @param rows the positions run; the last one predicts the token to choose
     * @param trace what {@link #captures} asked for
     */
    record Step(TokenIds sequence, TokenSpan rows, ActivationTrace trace) {}

    /** What becomes of a step. */
    sealed interface Decision {
        /** Its logits count. */
        record Accept() implements Decision {}

        /**
         * The same positions run again with interventions, and the logits of that pass count.
         *
         * @param interventions what to change
         * @param writeCache whether later tokens attend to the keys and values of the second pass, or (as AARF does) of
         *     the first
         */
        record Rerun(InterventionPlan interventions, boolean writeCache) implements Decision {}
    }
}
