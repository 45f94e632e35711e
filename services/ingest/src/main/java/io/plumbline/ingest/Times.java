package io.plumbline.ingest;

import java.time.Instant;

/** Times of OpenTelemetry: nanoseconds since 1970, unsigned. */
final class Times {
    private static final long NANOS = 1_000_000_000L;

    private Times() {}

    static Instant ofUnixNano(long unixNano) {
        return Instant.ofEpochSecond(Long.divideUnsigned(unixNano, NANOS), Long.remainderUnsigned(unixNano, NANOS));
    }
}
