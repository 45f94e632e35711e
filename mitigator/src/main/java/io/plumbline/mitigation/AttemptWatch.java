package io.plumbline.mitigation;

import io.plumbline.mitigation.strategy.Strategy;
import java.util.Optional;

/** Told of a mitigation's progress, on its thread; must not throw. For traces: what it is told is in the outcome too. */
public interface AttemptWatch {
    /** Told nothing. */
    AttemptWatch NONE = new AttemptWatch() {
        @Override
        public void began(Strategy strategy) {}

        @Override
        public void ended(Optional<Attempt> attempt) {}
    };

    /** A strategy begins to write. */
    void began(Strategy strategy);

    /** @param attempt what it wrote, judged; empty if the caller cancelled */
    void ended(Optional<Attempt> attempt);
}
