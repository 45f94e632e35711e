package io.plumbline.atlas;

import java.util.List;
import java.util.Objects;

/**
 * What a knock-out does to the likelihood of one kind of text. All in nats a token, mean over probes.
 *
 * @param base negative log-likelihood of the whole model
 * @param knockedOut without the heads
 * @param controls without each set of control heads instead
 * @param increase knockedOut - base
 * @param excess knockedOut - mean over controls
 */
public record CausalEffect(double base, double knockedOut, List<Double> controls, Estimate increase, Estimate excess) {
    public CausalEffect {
        Checks.finite("base", base);
        Checks.finite("knockedOut", knockedOut);
        controls = List.copyOf(controls);
        controls.forEach(value -> Checks.finite("a control", value));
        Objects.requireNonNull(increase, "increase is null");
        Objects.requireNonNull(excess, "excess is null");
        if (controls.isEmpty()) {
            throw new IllegalArgumentException("a knock-out without controls proves nothing");
        }
    }

    /** Whether these heads hurt more than every control set. */
    public boolean aboveEveryControl() {
        return controls.stream().allMatch(control -> knockedOut > control);
    }
}
