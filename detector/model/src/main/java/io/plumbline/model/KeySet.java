package io.plumbline.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/** An immutable, ascending set of key positions. */
public final class KeySet {
    private final int[] positions;

    private KeySet(int[] positions) {
        this.positions = positions;
    }

    /** The positions {@code [start, end)}. */
    public static KeySet range(int start, int end) {
        TokenSpan span = new TokenSpan(start, end);
        return new KeySet(IntStream.range(span.start(), span.end()).toArray());
    }

    /** The union of the spans. */
    public static KeySet union(Collection<TokenSpan> spans) {
        return new KeySet(spans.stream()
                .flatMapToInt(s -> IntStream.range(s.start(), s.end()))
                .distinct()
                .sorted()
                .toArray());
    }

    public int size() {
        return positions.length;
    }

    public boolean isEmpty() {
        return positions.length == 0;
    }

    public int at(int index) {
        return positions[index];
    }

    public boolean contains(int position) {
        return Arrays.binarySearch(positions, position) >= 0;
    }

    public int[] toArray() {
        return positions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeySet that && Arrays.equals(positions, that.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return positions.length == 0
                ? "KeySet[]"
                : "KeySet[" + positions.length + " of " + positions[0] + ".." + positions[positions.length - 1] + "]";
    }
}
