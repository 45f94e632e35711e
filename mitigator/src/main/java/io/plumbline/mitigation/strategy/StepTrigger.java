package io.plumbline.mitigation.strategy;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;

/** Looks at each step of one decoding and says whether it is to run again. May remember earlier steps. */
interface StepTrigger {
    /**
     * What it needs to see.
     *
     * @param row the position that predicts the token to come
     */
    CapturePlan captures(int row);

    /** Asked once for each step, in order. */
    boolean fires(int row, ActivationTrace trace);
}
