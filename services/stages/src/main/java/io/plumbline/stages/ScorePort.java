package io.plumbline.stages;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Scores one generation at once, for a caller who waits: in process where gateway and detector share one, over HTTP where they
 * do not.
 */
@FunctionalInterface
public interface ScorePort {
    /**
     * Scores in the priority lane.
     *
     * @param event bytes of a generation event, JSON
     * @param patience how long it may wait for its turn
     * @return the bytes of the verdict event, exactly as the verdicts topic would carry them; fails with
     *     {@link io.plumbline.schemas.EventException} if the bytes are no valid event, or with
     *     {@link io.plumbline.model.PlumblineException}: {@code BUSY} (queue full), {@code TIMEOUT} (waited longer than
     *     {@code patience}), {@code MODEL_NOT_REACHABLE} (no model is loaded yet)
     */
    CompletableFuture<byte[]> score(byte[] event, Duration patience);
}
