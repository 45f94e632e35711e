package io.plumbline.stages.replay;

/** Where verdicts of a replay go besides its own files. */
@FunctionalInterface
public interface ReplaySink {
    /** Nowhere. */
    ReplaySink NONE = (job, key, body) -> {};

    /**
     * Takes a verdict; returns once it is safe.
     *
     * @param job id of the replay
     * @param key id of the event
     * @param body canonical
     */
    void accept(String job, String key, byte[] body);
}
