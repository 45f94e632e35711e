package io.plumbline.model;

/**
 * A half-open range {@code [start, end)} of token positions.
 *
 * @param start first position, zero or more
 * @param end position after the last, not before {@code start}
 */
public record TokenSpan(int start, int end) {
    public TokenSpan {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: [" + start + ", " + end + ")");
        }
    }

    public int length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public boolean contains(int position) {
        return start <= position && position < end;
    }
}
