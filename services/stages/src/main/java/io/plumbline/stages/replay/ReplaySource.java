package io.plumbline.stages.replay;

import java.util.function.Predicate;

/** A log of generation events. Read twice from the same position it gives the same records in the same order. */
public interface ReplaySource {
    /** Names the log and the stretch of it; a run is resumed only on an equal one. */
    String identity();

    /** Where it ends, if it would otherwise grow. */
    ReplayPosition end();

    /** The same log, ending where it ended when a run began. */
    ReplaySource endingAt(ReplayPosition end);

    /**
     * Hands over records until one is refused or the end is reached.
     *
     * @param from where to begin
     * @param more says whether it wants another
     */
    void forEach(ReplayPosition from, Predicate<ReplayItem> more);
}
