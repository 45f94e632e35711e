package io.plumbline.scoring;

import java.util.Objects;
import java.util.function.Function;

/** A verdict, or the reason why there is none. */
public sealed interface DetectionOutcome {
    /** The answer was scored. */
    record Scored(Verdict verdict) implements DetectionOutcome {
        public Scored {
            Objects.requireNonNull(verdict, "verdict is null");
        }

        @Override
        public <T> T fold(Function<Verdict, T> scored, Function<Abstained, T> abstained) {
            return scored.apply(verdict);
        }
    }

    /**
     * The answer was not scored.
     *
     * @param reason for programs
     * @param detail for people: what was found and what the limit was
     */
    record Abstained(AbstentionReason reason, String detail) implements DetectionOutcome {
        public Abstained {
            Objects.requireNonNull(reason, "reason is null");
            Objects.requireNonNull(detail, "detail is null");
        }

        @Override
        public <T> T fold(Function<Verdict, T> scored, Function<Abstained, T> abstained) {
            return abstained.apply(this);
        }
    }

    <T> T fold(Function<Verdict, T> scored, Function<Abstained, T> abstained);
}
