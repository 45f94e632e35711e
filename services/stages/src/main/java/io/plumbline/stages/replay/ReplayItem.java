package io.plumbline.stages.replay;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One record of a log; no record type, because a body is an array. */
public final class ReplayItem {
    private final int partition;
    private final long number;
    private final Optional<Instant> time;
    private final byte[] body;

    /**
     * A record.
     *
     * @param time when it happened, as far as the log tells
     * @param body as logged; not changed
     */
    public ReplayItem(int partition, long number, Optional<Instant> time, byte[] body) {
        this.partition = partition;
        this.number = number;
        this.time = Objects.requireNonNull(time, "time is null");
        this.body = body;
    }

    int partition() {
        return partition;
    }

    long number() {
        return number;
    }

    Optional<Instant> time() {
        return time;
    }

    /** As logged; not to be changed. */
    public byte[] body() {
        return body;
    }

    /** {@code partition:number}. */
    public String place() {
        return partition + ":" + number;
    }
}
