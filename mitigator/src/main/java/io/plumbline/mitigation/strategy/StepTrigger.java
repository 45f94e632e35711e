package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;

/** Looks at each step of one decoding and says whether it is to run again. May remember earlier steps. */
interface StepTrigger {
    /** Has every step run again. */
    StepTrigger ALWAYS = new StepTrigger() {
        @Override
        public CapturePlan captures(int row) {
            return CapturePlan.NONE;
        }

        @Override
        public boolean fires(int row, ActivationTrace trace) {
            return true;
        }
    };

    /**
     * What it needs to see.
     *
     * @param row the position that predicts the token to come
     */
    CapturePlan captures(int row);

    /** Asked once for each step, in order. */
    boolean fires(int row, ActivationTrace trace);
}
