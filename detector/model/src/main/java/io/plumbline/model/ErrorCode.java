package io.plumbline.model;

/** Why something failed, and by its band who must act. */
public enum ErrorCode {
    INVALID_REQUEST(Band.USER),
    INPUT_TOO_LONG(Band.USER),
    INVALID_INPUT(Band.USER),
    UNSUPPORTED_MODEL(Band.USER),
    UNKNOWN_PROFILE(Band.USER),
    PROFILE_MISMATCH(Band.USER),
    MODEL_FILE_CORRUPT(Band.USER),
    ACCESS_DENIED(Band.USER),
    MODEL_NOT_REACHABLE(Band.RESOURCES),
    CHECKSUM_MISMATCH(Band.RESOURCES),
    OUT_OF_MEMORY(Band.RESOURCES),
    BUSY(Band.RESOURCES),
    TIMEOUT(Band.RESOURCES),
    ENGINE_FAILURE(Band.INTERNAL),
    INTERNAL(Band.INTERNAL);

    /** Who must act. */
    public enum Band {
        /** The one who sent the request or wrote the configuration. */
        USER,
        /** The one who runs the service: network, disk, memory, capacity. */
        RESOURCES,
        /** Us: a defect. */
        INTERNAL
    }

    private final Band band;

    ErrorCode(Band band) {
        this.band = band;
    }

    public Band band() {
        return band;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retriable() {
        return this == BUSY
                || this == TIMEOUT
                || this == ENGINE_FAILURE
                || this == MODEL_NOT_REACHABLE
                || this == OUT_OF_MEMORY;
    }
}
