package io.plumbline.evaluation.mitigation;

import io.plumbline.mitigation.strategy.Cost;
import java.util.Objects;

/**
 * What one arm did on one row.
 *
 * @param text as written; of a choice the option chosen, empty on a tie
 * @param cost of writing it; nothing of a choice
 * @param nanos time it took, a shared prefill included; depends on the machine
 */
record ArmAnswer(String text, Cost cost, long nanos) {
    ArmAnswer {
        Objects.requireNonNull(text, "text is null");
        Objects.requireNonNull(cost, "cost is null");
    }
}
