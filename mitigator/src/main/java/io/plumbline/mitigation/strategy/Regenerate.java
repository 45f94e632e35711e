package io.plumbline.mitigation.strategy;

import java.util.Objects;
import java.util.Optional;

/**
 * The scoring model simply answers itself, on the detector's prompt.
 *
 * @param sampling how tokens are drawn; empty for the most likely token each time
 * @param source where the settings come from
 */
public record Regenerate(Optional<Sampling> sampling, String source) implements Strategy {
    /** The most likely token each time. */
    public static final Regenerate GREEDY = new Regenerate(Optional.empty(), "plain greedy decoding");

    /**
     * Draws from the nucleus (Holtzman et al., arXiv 1904.09751); equal seeds draw equal tokens.
     *
     * @param temperature above 0
     * @param topP in (0, 1]
     * @param seed within ±2^53, so that JSON keeps it
     */
    public record Sampling(double temperature, double topP, long seed) {
        private static final long EXACT_IN_JSON = 1L << 53;

        public Sampling {
            if (!(temperature > 0) || !Double.isFinite(temperature) || !(topP > 0 && topP <= 1)) {
                throw new IllegalArgumentException("temperature " + temperature + ", topP " + topP);
            }
            if (Math.abs(seed) > EXACT_IN_JSON) {
                throw new IllegalArgumentException("seed " + seed + " does not survive JSON");
            }
        }
    }

    public Regenerate {
        Objects.requireNonNull(sampling, "sampling is null");
        Checks.notBlank("source", source);
    }

    @Override
    public String title() {
        return sampling.isPresent() ? "regenerate-sampled" : "regenerate";
    }
}
