package io.plumbline.mitigation.strategy;

import io.plumbline.model.HeadId;
import java.util.List;

/**
 * Coarse-to-fine context filtering (CAFE, arXiv 2505.10063): retrieval heads vote for the passages that the question reads, the
 * others are left out, and while the answer is written heads attend less to all but the best.
 *
 * <p>Built from the paper's description, since its code cannot be had. A passage's score by a head is the attention mass of the
 * question's tokens on it; a head votes for the {@code kept} passages it scores highest; votes count, then the summed mass, then
 * the earlier passage. Those kept are put in ascending order, the best next to the question. Steering multiplies the pattern on
 * all but the {@code focused} best and renormalises, on decode rows only. A prompt of one passage is decoded plainly.
 *
 * @param voters heads that score passages
 * @param kept passages that stay, at least 1
 * @param steered heads that are steered while writing; none leaves steering out
 * @param focused passages that keep their attention, from 1 to {@code kept}
 * @param factor of the pattern on the others, in (0, 1]; 1 changes nothing. Adds {@code ln factor} to the scores
 * @param source where heads and constants come from
 */
public record Cafe(List<HeadId> voters, int kept, List<HeadId> steered, int focused, double factor, String source)
        implements Strategy {
    public Cafe {
        voters = Checks.heads(voters);
        steered = Checks.heads(steered);
        Checks.atLeast("kept", kept, 1);
        Checks.atLeast("focused", focused, 1);
        Checks.notBlank("source", source);
        if (voters.isEmpty() || focused > kept || !(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException(
                    "voters " + voters + ", " + focused + " of " + kept + " passages, factor " + factor);
        }
    }

    @Override
    public String title() {
        return "cafe";
    }
}
