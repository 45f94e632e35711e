package io.plumbline.stages;

import java.util.Objects;

/**
 * Where the loading of a model stands.
 *
 * @param detail for a person: what is ready, or what went wrong and what to do
 */
public record LoadState(Phase phase, String detail) {
    /** Steps; {@link #FAILED} may go on to {@link #LOADING} where another attempt can help. */
    public enum Phase {
        LOADING,
        READY,
        FAILED,
        STOPPED
    }

    public LoadState {
        Objects.requireNonNull(phase, "phase is null");
        Objects.requireNonNull(detail, "detail is null");
    }
}
