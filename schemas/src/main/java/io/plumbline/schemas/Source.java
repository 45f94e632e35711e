package io.plumbline.schemas;

import java.util.Optional;

/**
 * Who produced an event.
 *
 * @param app application that asked the model
 * @param tenant its tenant; empty means {@link #DEFAULT_TENANT}
 */
public record Source(Optional<String> app, Optional<String> tenant) {
    public static final String DEFAULT_TENANT = "default";

    public Source {
        tenant.ifPresent(Checks::tenant);
    }

    /** Nothing said about the source. */
    public Source() {
        this(Optional.empty(), Optional.empty());
    }
}
