package io.plumbline.mitigation;

import io.plumbline.mitigation.strategy.Candidate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.scoring.Verdict;
import java.util.Objects;
import java.util.Optional;

/**
 * One candidate and what became of it.
 *
 * @param strategy the settings that wrote it, with their seed where something is drawn
 * @param candidate what was written
 * @param after the detector's verdict on it; empty if it was dropped before or the detector abstained
 * @param comparison with the original; present iff {@code after} is
 * @param rejection empty iff it was accepted
 */
public record Attempt(
        Strategy strategy,
        Candidate candidate,
        Optional<Verdict> after,
        Optional<Comparison> comparison,
        Optional<Rejection> rejection) {
    public Attempt {
        Objects.requireNonNull(strategy, "strategy is null");
        Objects.requireNonNull(candidate, "candidate is null");
        if (after.isPresent() != comparison.isPresent()) {
            throw new IllegalArgumentException("a comparison and no verdict, or a verdict and no comparison");
        }
        if (rejection.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("a candidate without a verdict cannot be accepted");
        }
    }

    Attempt rejected(Rejection why) {
        return new Attempt(strategy, candidate, after, comparison, Optional.of(why));
    }
}
