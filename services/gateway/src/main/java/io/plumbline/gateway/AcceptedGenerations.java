package io.plumbline.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The ids this gateway took in lately, with the hash of each body: recognises a repetition and an id that is used twice.
 * Bounded, oldest forgotten first, lost on restart; the detector checks again, where the records of one id meet.
 * Thread-safe.
 */
@ApplicationScoped
public class AcceptedGenerations {
    private final Map<GenerationKey, Entry> entries = new LinkedHashMap<>();
    private final int idsMax;

    private record Entry(String bodyHash, boolean confirmed, Instant since) {
        Entry confirm() {
            return new Entry(bodyHash, true, since);
        }
    }

    /** What an id means here. */
    enum Admission {
        /** Not seen, or seen but never confirmed by the broker: publish it. */
        PUBLISH,
        /** Already published with the same body: nothing to do. */
        REPETITION,
        /** Already used for another body. */
        CONFLICT
    }

    public AcceptedGenerations(GatewayConfig config) {
        idsMax = config.accepted().idsMax();
    }

    synchronized Admission admit(GenerationKey key, String bodyHash) {
        Entry known = entries.get(key);
        if (known == null) {
            entries.put(key, new Entry(bodyHash, false, Instant.now()));
            if (entries.size() > idsMax) {
                entries.remove(entries.keySet().iterator().next());
            }
            return Admission.PUBLISH;
        }
        if (!known.bodyHash().equals(bodyHash)) {
            return Admission.CONFLICT;
        }
        return known.confirmed() ? Admission.REPETITION : Admission.PUBLISH;
    }

    /** The broker has it. */
    synchronized void confirm(GenerationKey key, String bodyHash) {
        entries.computeIfPresent(key, (same, entry) -> entry.bodyHash().equals(bodyHash) ? entry.confirm() : entry);
    }

    /** Forgets ids that came up to a time, as if they had never been sent. */
    synchronized void forget(Predicate<GenerationKey> erased, Instant until) {
        entries.entrySet().removeIf(entry -> !entry.getValue().since().isAfter(until) && erased.test(entry.getKey()));
    }

    /** Whether the broker confirmed a generation of this name, as far as this gateway remembers. */
    synchronized boolean confirmed(GenerationKey key) {
        Entry entry = entries.get(key);
        return entry != null && entry.confirmed();
    }
}
