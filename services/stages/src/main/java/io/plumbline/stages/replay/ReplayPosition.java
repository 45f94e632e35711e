package io.plumbline.stages.replay;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a log has been read, or where it ends.
 *
 * @param next number of the next record, by partition; a file is one partition, 0, of lines
 */
public record ReplayPosition(SortedMap<Integer, Long> next) {
    public static final ReplayPosition START = new ReplayPosition(Map.of());

    public ReplayPosition {
        next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
    }

    public ReplayPosition(Map<Integer, Long> next) {
        this(new TreeMap<>(next));
    }

    /** After record {@code number} of a partition. */
    ReplayPosition after(int partition, long number) {
        SortedMap<Integer, Long> moved = new TreeMap<>(next);
        moved.put(partition, number + 1);
        return new ReplayPosition(moved);
    }
}
