package io.plumbline.model;

/**
 * A half-open range {@code [start, end)} of UTF-16 units of a Java string. On the wire and in files offsets are Unicode
 * code points instead; {@link CodePointOffsets} is the one converter.
 *
 * @param start first unit, zero or more
 * @param end unit after the last, not before {@code start}
 */
public record CharSpan(int start, int end) {
    public CharSpan {
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

    /** Whether the two ranges share at least one unit. */
    public boolean intersects(CharSpan other) {
        return start < other.end && other.start < end;
    }

    /** This span moved by {@code offset} units. */
    public CharSpan shift(int offset) {
        return new CharSpan(start + offset, end + offset);
    }

    public String of(String text) {
        return text.substring(start, end);
    }
}
