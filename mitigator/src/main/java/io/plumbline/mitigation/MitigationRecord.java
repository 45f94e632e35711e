package io.plumbline.mitigation;

import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that a mitigation did, whatever came of it.
 *
 * @param original the example with the answer that was flagged
 * @param before the mitigator's own verdict on it, by the profile that judges the candidates; empty if it could not be had
 * @param attempts candidates, in the order of the strategies
 * @param guidance what is wrong with the original
 * @param author who wrote the candidates
 * @param profileId by which before and after were judged
 * @param presetId what was tried
 */
public record MitigationRecord(
        RagExample original,
        Optional<Verdict> before,
        List<Attempt> attempts,
        Guidance guidance,
        Author author,
        String profileId,
        String presetId) {
    public MitigationRecord {
        Objects.requireNonNull(original, "original is null");
        Objects.requireNonNull(before, "before is null");
        Objects.requireNonNull(guidance, "guidance is null");
        Objects.requireNonNull(author, "author is null");
        Objects.requireNonNull(profileId, "profileId is null");
        Objects.requireNonNull(presetId, "presetId is null");
        attempts = List.copyOf(attempts);
    }

    /** Cost of writing, all candidates together; scoring is not counted. */
    public Cost cost() {
        Cost cost = Cost.NONE;
        for (Attempt attempt : attempts) {
            cost = cost.plus(attempt.candidate().cost());
        }
        return cost;
    }
}
