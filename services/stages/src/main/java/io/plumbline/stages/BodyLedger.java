package io.plumbline.stages;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the bodies of the latest event ids, so that one id cannot come to mean two things. Bounded: the oldest are
 * forgotten, and nothing survives a restart; records of one id meet in one instance because it is their key. Thread-safe.
 */
public final class BodyLedger {
    /** About 10 MB of hashes. */
    public static final int DEFAULT_IDS = 50_000;

    private final Map<Key, String> bodies;

    private record Key(String tenant, String eventId) {}

    public BodyLedger(int maxIds) {
        if (maxIds < 1) {
            throw new IllegalArgumentException("maxIds " + maxIds);
        }
        bodies = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
                return size() > maxIds;
            }
        };
    }

    /** Notes the body and says whether it is the first, or the same as before, for this id. */
    public boolean accepts(ReceivedGeneration received) {
        Key key = new Key(received.event().tenant(), received.event().id());
        synchronized (bodies) {
            String known = bodies.putIfAbsent(key, received.bodyHash());
            return known == null || known.equals(received.bodyHash());
        }
    }
}
