package io.plumbline.gateway;

import io.plumbline.schemas.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was erased lately: a verdict may have been fetched before its erasure and come to the store after it. Bounded by age, since no
 * older verdicts are read, and by number, oldest forgotten first. Times are those of the records, so the clocks of those who write
 * them must agree. Thread-safe.
 */
@ApplicationScoped
public class RecentErasures {
    /** More than can be erased one after the other while a verdict is kept: each erasure reads all topics. */
    private static final int SUBJECTS_MAX = 10_000;

    private final Duration ageMax;
    private final Clock clock;

    /** By subject, when it was last erased; in the order in which that was told. */
    private final Map<String, Instant> erased = new LinkedHashMap<>();

    @Inject
    public RecentErasures(GatewayConfig config) {
        this(config.verdicts().ageMax(), Clock.systemUTC());
    }

    RecentErasures(Duration ageMax, Clock clock) {
        this.ageMax = ageMax;
        this.clock = clock;
    }

    /**
     * Notes an erasure.
     *
     * @param subject {@link Ids#erasureSubject}
     * @return whether it was not known; a gateway that rejoins is told again
     */
    synchronized boolean note(String subject, Instant time) {
        Optional<Instant> known = Optional.ofNullable(erased.remove(subject)).filter(before -> !before.isBefore(time));
        erased.put(subject, known.orElse(time));
        trim();
        return known.isEmpty();
    }

    /** Whether what was recorded of a generation at a time has been erased since. */
    synchronized boolean cover(GenerationKey key, Instant recorded) {
        // mostly; then nothing need be hashed
        if (erased.isEmpty()) {
            return false;
        }
        return covers(Ids.erasureSubject(key.tenant(), Optional.of(key.eventId())), recorded)
                || covers(Ids.erasureSubject(key.tenant(), Optional.empty()), recorded);
    }

    private boolean covers(String subject, Instant recorded) {
        Instant time = erased.get(subject);
        return time != null && !recorded.isAfter(time);
    }

    private void trim() {
        Instant oldest = clock.instant().minus(ageMax);
        Iterator<Instant> times = erased.values().iterator();
        while (times.hasNext()) {
            boolean old = times.next().isBefore(oldest);
            if (!old && erased.size() <= SUBJECTS_MAX) {
                return;
            }
            times.remove();
        }
    }
}
