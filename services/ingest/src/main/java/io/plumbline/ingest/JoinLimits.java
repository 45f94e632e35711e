package io.plumbline.ingest;

import java.time.Duration;

/**
 * Limits of the window in which answers wait for what was retrieved for them.
 *
 * @param tracesMax most traces held
 * @param bytesMax most bytes of text held, over all traces
 * @param patience how long an answer waits for retrieval spans of its trace
 * @param ageMax how long a trace is remembered, so that a repeated or late span meets what came before
 */
public record JoinLimits(int tracesMax, long bytesMax, Duration patience, Duration ageMax) {
    public JoinLimits {
        if (tracesMax < 1 || bytesMax < 1 || patience.isNegative() || ageMax.compareTo(patience) < 0) {
            throw new IllegalArgumentException("limits are positive, and a trace is remembered for at least the wait: "
                    + tracesMax + " traces, " + bytesMax + " bytes, " + patience + ", " + ageMax);
        }
    }
}
