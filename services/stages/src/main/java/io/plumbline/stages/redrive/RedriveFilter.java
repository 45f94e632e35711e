package io.plumbline.stages.redrive;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant; all parts must hold.
 *
 * @param codes any of these; empty for every code
 * @param from given up at this time or later
 * @param until given up before this time
 * @param places these only; empty for all
 */
public record RedriveFilter(
        Set<String> codes, Optional<Instant> from, Optional<Instant> until, Set<DeadRecord.Place> places) {
    /** Every dead letter. */
    public static final RedriveFilter ALL = new RedriveFilter(Set.of(), Optional.empty(), Optional.empty(), Set.of());

    public RedriveFilter {
        codes = Set.copyOf(codes);
        places = Set.copyOf(places);
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new IllegalArgumentException("from " + from.get() + " until " + until.get() + " is no time");
        }
    }

    /** Whether this letter is meant. */
    public boolean matches(DeadRecord dead) {
        return (codes.isEmpty() || codes.contains(dead.code()))
                && from.filter(limit -> dead.time().isBefore(limit)).isEmpty()
                && until.filter(limit -> !dead.time().isBefore(limit)).isEmpty()
                && (places.isEmpty() || places.contains(dead.place()));
    }
}
