package io.plumbline.scoring;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Six decimals: what a verdict publishes. */
final class Rounding {
    private static final int DECIMALS = 6;

    private Rounding() {}

    static double six(double value) {
        // adding zero turns -0.0 into 0.0
        return BigDecimal.valueOf(value)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .doubleValue()
                + 0.0;
    }

    static void checkProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + " is not in [0, 1]");
        }
    }
}
