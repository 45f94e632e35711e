package io.plumbline.scoring.profile;

import io.plumbline.scoring.feature.FeatureKind;
import java.util.Objects;

/**
 * When a flagged span gets a cause: its mean signal (over its tokens and the profile's heads or layers of this kind) is past a
 * train-fitted border between usual and unusual.
 *
 * @param cause what it is called; see {@code io.plumbline.scoring.Causes}
 * @param kind the signal
 * @param side on which side of the border the cause holds; the border itself belongs to it
 * @param border value of the signal
 * @param quantile the quantile of the training tokens that gave the border
 */
public record CauseRule(String cause, FeatureKind kind, Side side, double border, double quantile) {
    /** Of a border. */
    public enum Side {
        BELOW,
        ABOVE
    }

    public CauseRule {
        Checks.notBlank("cause", cause);
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(side, "side is null");
        Checks.finite("border", border);
        Checks.probability("quantile", quantile);
    }

    /** Whether a span with this mean signal has the cause; never for NaN. */
    public boolean holds(double signal) {
        return side == Side.BELOW ? signal <= border : signal >= border;
    }
}
