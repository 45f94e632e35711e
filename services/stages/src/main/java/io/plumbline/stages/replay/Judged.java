package io.plumbline.stages.replay;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.plumbline.model.Hashes;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of a verdict.
 *
 * @param verdictId id
 * @param profileId by which it was judged; empty if that is not known
 * @param outcome the label, or {@code NOT_SAMPLED}, {@code SHED}, {@code ABSTAINED}, {@code UNAVAILABLE}; {@value #REJECTED} where there is no verdict
 * @param probability of a scored answer
 * @param sha256 of the canonical body
 */
public record Judged(
        String verdictId, Optional<String> profileId, String outcome, Optional<Double> probability, String sha256) {
    static final String REJECTED = "REJECTED";

    private static final Set<AbstentionReason> LEFT_OUT = Set.of(AbstentionReason.NOT_SAMPLED, AbstentionReason.SHED);

    /** For an event that got no verdict. */
    static final Judged NONE = new Judged("", Optional.empty(), REJECTED, Optional.empty(), "");

    /** @param body its canonical bytes */
    static Judged of(VerdictEvent verdict, byte[] body) {
        boolean scored = verdict.outcome() instanceof Outcome.Scored;
        return new Judged(
                verdict.verdictId(),
                // few different ones, and up to half a million verdicts
                verdict.profileId().map(String::intern),
                outcome(verdict.outcome()),
                scored ? Optional.of(((Outcome.Scored) verdict.outcome()).probability()) : Optional.empty(),
                Hashes.sha256(body));
    }

    private static String outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Scored scored) {
            return scored.label().name();
        }
        return outcome instanceof Outcome.Abstained abstained && LEFT_OUT.contains(abstained.reason())
                ? abstained.reason().name()
                : outcome.status();
    }

    /** Whether a rule of admission left the event out. */
    @JsonIgnore
    boolean isLeftOut() {
        return LEFT_OUT.stream().anyMatch(reason -> reason.name().equals(outcome));
    }

    @JsonIgnore
    boolean isScored() {
        return probability.isPresent();
    }

    @JsonIgnore
    boolean isFlagged() {
        return outcome.equals(Label.HALLUCINATED.name());
    }
}
