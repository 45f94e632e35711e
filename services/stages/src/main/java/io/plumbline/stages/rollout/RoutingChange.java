package io.plumbline.stages.rollout;

import io.plumbline.schemas.CanonicalJson;
import java.time.Instant;
import java.util.Objects;

/**
 * A version of the routing table, and who brought it about.
 *
 * @param version 1 for the first; each is one more than the one it follows
 * @param time when
 * @param by who
 * @param reason why, for those who look back; may be empty
 * @param table what holds from here on
 */
public record RoutingChange(int version, Instant time, String by, String reason, RoutingTable table) {
    private static final int BY_MAX = 200;
    private static final int REASON_MAX = 2000;

    public RoutingChange {
        Objects.requireNonNull(time, "time is null");
        Objects.requireNonNull(table, "table is null");
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
        if (by.isBlank() || by.length() > BY_MAX || reason.length() > REASON_MAX) {
            throw new IllegalArgumentException(
                    "'by' is a name of 1 to " + BY_MAX + " characters, 'reason' at most " + REASON_MAX + " characters");
        }
    }

    /** SHA-256 of the table alone: equal tables have equal hashes, whoever wrote them. */
    public String hash() {
        return CanonicalJson.hash(RoutingJson.bytes(table));
    }
}
